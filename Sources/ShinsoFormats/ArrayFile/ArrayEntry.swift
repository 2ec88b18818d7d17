/// What a file says about one of its arrays.
public struct ArrayEntry: Sendable, Hashable {
  public let name: String
  /// `float32`, `int64`, `complex64`, …; `object` for Python objects; NumPy's own notation for
  /// anything else, such as `<U7` for strings of up to seven characters.
  public let type: String
  public let shape: [Int]
  public let elementCount: Int
  /// The size of the elements in bytes.
  public let byteCount: Int

  init(name: String, type: String, shape: [Int], byteCount: Int) {
    self.name = name
    self.type = type
    self.shape = shape
    self.byteCount = byteCount
    // Cannot overflow: the readers have checked the shape.
    elementCount = shape.contains(0) ? 0 : shape.reduce(1, *)
  }
}
