/// Phones whose states are the same in all contexts.
public struct MonophoneTying: StateTying, Codable {
  /// Where the states of each phone begin, and their number at the end.
  private let starts: [Int32]

  public init(_ phones: PhoneSet) {
    starts = phones.topologies.reduce(into: [0]) {
      $0.append($0[$0.count - 1] + Int32($1.stateCount))
    }
  }

  public var stateCount: Int { Int(starts[starts.count - 1]) }

  public func states(of context: PhoneContext) -> [Int32] {
    Array(starts[context.phone]..<starts[context.phone + 1])
  }

  public func dependsOnContext(_ phone: Int) -> Bool { false }
}
