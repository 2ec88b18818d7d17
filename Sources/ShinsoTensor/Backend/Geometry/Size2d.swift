/// Height and width. An integer literal means both.
public struct Size2d: Sendable, Hashable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  public var height: Int
  public var width: Int

  public init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }

  public init(_ both: Int) { self.init(both, both) }
  public init(integerLiteral both: Int) { self.init(both, both) }
  public var description: String { "\(height)×\(width)" }
}
