/// The number of zeros before and after a sequence. An integer literal means both.
public struct Padding1d: Sendable, Hashable, ExpressibleByIntegerLiteral {
  public var before: Int
  public var after: Int

  public init(before: Int, after: Int) {
    self.before = before
    self.after = after
  }

  public init(_ both: Int) { self.init(before: both, after: both) }
  public init(integerLiteral both: Int) { self.init(both) }

  var asRow: Padding2d { Padding2d(top: 0, left: before, bottom: 0, right: after) }
}
