/// The corners of a box, or four numbers that belong to them.
struct Box {
  var left: Float
  var top: Float
  var right: Float
  var bottom: Float

  init(left: Float, top: Float, right: Float, bottom: Float) {
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

  private var area: Float { right < left || bottom < top ? 0 : (right - left) * (bottom - top) }

  /// The area of both boxes' intersection over that of their union.
  func overlap(_ other: Box) -> Float {
    let width = min(right, other.right) - max(left, other.left)
    let height = min(bottom, other.bottom) - max(top, other.top)
    guard width > 0, height > 0 else { return 0 }
    let shared = width * height
    return shared / (area + other.area - shared)
  }
}
