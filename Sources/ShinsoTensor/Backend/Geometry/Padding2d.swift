/// The number of zeros around an image. An integer literal means all four sides.
public struct Padding2d: Sendable, Hashable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  public var top: Int
  public var left: Int
  public var bottom: Int
  public var right: Int

  public init(top: Int, left: Int, bottom: Int, right: Int) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  public init(_ all: Int) { self.init(top: all, left: all, bottom: all, right: all) }
  public init(integerLiteral all: Int) { self.init(all) }

  public var description: String {
    top == left && top == bottom && top == right
      ? "\(top)" : "(top \(top), left \(left), bottom \(bottom), right \(right))"
  }
}
