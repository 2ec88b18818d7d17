import Foundation
import ShinsoTensor

/// Feature vectors of an utterance as files have them.
public struct FeatureMatrix: Sendable, Hashable {
  public let width: Int
  /// `[frames, width]`.
  public let values: [Float]

  public var frameCount: Int { values.count / width }

  /// - Throws: `InputError` naming the file if a value is not finite, or if there are no frames.
  init(_ values: [Float], width: Int, name: String) throws {
    guard width > 0, !values.isEmpty, values.count.isMultiple(of: width) else {
      throw InputError(name, "has no frames")
    }
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw InputError(
        name, "is damaged: frame \(place / width) has a value that is no number")
    }
    self.width = width
    self.values = values
  }

  /// From a file of NumPy, `[frames, width]`.
  ///
  /// - Throws: `InputError` if it is damaged or holds something else.
  public init(npy url: URL) throws {
    let array = try NPY.read(url)
    guard array.rank == 2, array.dtype == .float32 || array.dtype == .float64 else {
      throw InputError(
        url.path, "holds \(array.dtype) \(array.shape), not frames of floats, [frames, width]")
    }
    guard array.shape.elementCount <= Self.largestByteCount / 8 else {
      throw InputError(url.path, "holds more than \(Self.largestByteCount / 8) numbers; cut it")
    }
    try self.init(array.cast(to: .float32).scalars(), width: array.shape[1], name: url.path)
  }

  /// An hour and more of frames of any usual width.
  static let largestByteCount = 1 << 28
}
