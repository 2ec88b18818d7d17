import ShinsoTensor

/// What a network's convolutions make of one picture, channels last, for any number of windows.
public struct FeatureMap: Sendable {
  public let width: Int
  public let height: Int
  public let channels: Int
  /// `[height, width, channels]`.
  public let values: [Float]

  /// - Parameter map: `[1, channels, height, width]`.
  public init(_ map: Tensor) {
    precondition(map.rank == 4 && map.shape[0] == 1, "FeatureMap: \(map.shape) is not one picture")
    (channels, height, width) = (map.shape[1], map.shape[2], map.shape[3])
    values = withoutGradients { map.permuted(0, 2, 3, 1) }.scalars(as: Float.self)
  }

  public init(width: Int, height: Int, channels: Int, values: [Float]) {
    precondition(values.count == width * height * channels, "FeatureMap: values do not fit")
    self.width = width
    self.height = height
    self.channels = channels
    self.values = values
  }

  /// The cells of a window: those whose centers lie in it, at least one each way. He et al., appendix
  /// A, project a window so: cell i is the middle of what it sees, which the padding of the networks
  /// here puts at (i + ½) steps.
  ///
  /// - Parameter step: pixels of the picture from one cell to the next.
  public func cells(
    of window: Box, step: (x: Float, y: Float)
  ) -> (columns: Range<Int>, rows: Range<Int>) {
    func range(_ low: Float, _ high: Float, _ step: Float, _ count: Int) -> Range<Int> {
      let first = min(max(Int((low / step).rounded()), 0), count)
      let end = min(max(Int((high / step).rounded()), 0), count)
      if first < end { return first..<end }
      let middle = min(max(Int((low + high) / 2 / step), 0), count - 1)
      return middle..<middle + 1
    }
    return (
      range(window.left, window.right, step.x, width),
      range(window.top, window.bottom, step.y, height)
    )
  }
}
