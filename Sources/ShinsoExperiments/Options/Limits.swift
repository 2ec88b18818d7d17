/// What an option's value may be, and how help and errors say so.
public struct Limits<Value: Sendable>: Sendable {
  /// `1 to 100`
  let text: String
  let contains: @Sendable (Value) -> Bool

  public init(_ text: String, contains: @escaping @Sendable (Value) -> Bool) {
    self.text = text
    self.contains = contains
  }
}

extension Limits where Value: Comparable {
  public static func range(_ range: ClosedRange<Value>) -> Limits {
    Limits("\(range.lowerBound) to \(range.upperBound)") { range.contains($0) }
  }

  public static func atLeast(_ least: Value) -> Limits {
    Limits("at least \(least)") { $0 >= least }
  }
}

extension Limits<Double> {
  public static var positive: Limits { Limits("positive") { $0 > 0 && $0.isFinite } }
  public static var notNegative: Limits { Limits("0 or positive") { $0 >= 0 && $0.isFinite } }
  public static var belowOne: Limits { Limits("at least 0 and below 1") { $0 >= 0 && $0 < 1 } }
  public static var betweenZeroAndOne: Limits { Limits("between 0 and 1") { $0 > 0 && $0 < 1 } }
}

/// Updates, epochs and whatever else is counted go no further.
public let mostCounted = 1_000_000_000

extension Limits<Int> {
  /// 1 to a thousand million.
  public static var count: Limits { .range(1...mostCounted) }
}
