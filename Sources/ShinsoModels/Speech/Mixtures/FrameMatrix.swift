import CKernels

/// The feature vectors of an utterance, in the two orders that mixtures need: one frame after the
/// other, and one dimension after the other.
public struct FrameMatrix: Sendable {
  public let count: Int
  public let width: Int
  /// `[count, width]`.
  public let rows: [Float]
  /// `[width, stride]`; behind the frames there are zeros.
  let columns: [Float]
  /// `count`, rounded up to whole blocks.
  let stride: Int

  /// - Parameter rows: `[count, width]`; at least one frame.
  public init(_ rows: [Float], width: Int) {
    precondition(width > 0 && !rows.isEmpty && rows.count.isMultiple(of: width))
    self.rows = rows
    self.width = width
    count = rows.count / width
    let block = Int(SHINSO_GAUSSIAN_BLOCK)
    stride = (count + block - 1) / block * block
    var columns = [Float](repeating: 0, count: width * stride)
    for t in 0..<count {
      for d in 0..<width { columns[d * stride + t] = rows[t * width + d] }
    }
    self.columns = columns
  }
}
