/// A phone with its neighbors: a triphone.
public struct PhoneContext: Sendable, Hashable, Codable {
  public var left: Int
  public var phone: Int
  public var right: Int

  public init(left: Int, phone: Int, right: Int) {
    self.left = left
    self.phone = phone
    self.right = right
  }
}
