/// What a file says about one of its arrays.
public struct ArrayEntry: Sendable, Hashable {
  public let name: String
  /// `float32`, `int64`, `complex64`, …; `object` for Python's objects; NumPy's own description of
  /// anything else, such as `<U7` for strings of up to seven characters.
  public let type: String
  public let shape: [Int]
  public let elementCount: Int
  /// The bytes of the elements.
  public let byteCount: Int

  init(name: String, type: String, shape: [Int], byteCount: Int) {
    self.name = name
    self.type = type
    self.shape = shape
    self.byteCount = byteCount
    // The readers have checked that this cannot overflow.
    elementCount = shape.contains(0) ? 0 : shape.reduce(1, *)
  }
}
