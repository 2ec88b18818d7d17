/// The corners of a box, or four numbers that belong to them. In pictures, a pixel is one wide: the box
/// of the first pixel is 0, 0, 1, 1.
public struct Box: Sendable, Hashable {
  public var left: Float
  public var top: Float
  public var right: Float
  public var bottom: Float

  public init(left: Float, top: Float, right: Float, bottom: Float) {
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }

  /// The four numbers from `start` on.
  init(_ numbers: [Float], at start: Int) {
    self.init(
      left: numbers[start], top: numbers[start + 1], right: numbers[start + 2],
      bottom: numbers[start + 3])
  }

  public var width: Float { right - left }
  public var height: Float { bottom - top }

  /// 0 for corners in the wrong order.
  public var area: Float { right < left || bottom < top ? 0 : width * height }

  /// The area that both boxes cover.
  public func sharedArea(_ other: Box) -> Float {
    let width = min(right, other.right) - max(left, other.left)
    let height = min(bottom, other.bottom) - max(top, other.top)
    return width > 0 && height > 0 ? width * height : 0
  }

  /// The area of both boxes' intersection over that of their union.
  public func overlap(_ other: Box) -> Float {
    let shared = sharedArea(other)
    return shared > 0 ? shared / (area + other.area - shared) : 0
  }

  /// The smallest box around both.
  public func union(_ other: Box) -> Box {
    Box(
      left: min(left, other.left), top: min(top, other.top), right: max(right, other.right),
      bottom: max(bottom, other.bottom))
  }

  /// The part within a picture of that size.
  public func clipped(width: Int, height: Int) -> Box {
    Box(
      left: min(max(left, 0), Float(width)), top: min(max(top, 0), Float(height)),
      right: min(max(right, 0), Float(width)), bottom: min(max(bottom, 0), Float(height)))
  }
}
