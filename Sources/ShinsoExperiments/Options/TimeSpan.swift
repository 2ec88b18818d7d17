import ArgumentParser

/// A time on the command line: `90s`, `30m`, `2h`; seconds without a unit.
public struct TimeSpan: ExpressibleByArgument, CustomStringConvertible, Sendable, Equatable {
  public let seconds: Double

  public init(seconds: Double) { self.seconds = seconds }

  public init?(argument: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = argument.last.flatMap { units[$0] }
    let number = Double(unit == nil ? argument : String(argument.dropLast()))
    guard let number, number > 0, (number * (unit ?? 1)).isFinite else { return nil }
    seconds = number * (unit ?? 1)
  }

  public var description: String { "\(seconds)s" }
}

extension Limits<TimeSpan> {
  /// Any positive time.
  public static var time: Limits { Limits("as 90s, 30m or 2h") { _ in true } }
}
