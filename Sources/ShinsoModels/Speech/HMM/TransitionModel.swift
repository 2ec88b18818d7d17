import Foundation

/// The logarithms of the probabilities of all transitions. Those of a phone are the same in all
/// contexts.
public struct TransitionModel: Sendable, Hashable {
  /// In the order of the phones, and of ``HMMTopology/transitions`` for each.
  public private(set) var logarithms: [Float]

  public init(_ phones: PhoneSet) {
    logarithms = phones.topologies.flatMap { $0.transitions.map { log($0.probability) } }
  }

  public init(logarithms: [Float]) { self.logarithms = logarithms }

  /// The probabilities that make the transitions most likely that were taken.
  ///
  /// - Parameter counts: how often each transition was taken.
  public func maximized(_ counts: [Double], _ phones: PhoneSet) -> TransitionModel {
    var result = self
    for phone in 0..<phones.count {
      let transitions = phones.topologies[phone].transitions
      let start = phones.transitionStarts[phone]
      for state in 0..<phones.topologies[phone].stateCount {
        let own = transitions.indices.filter { transitions[$0].from == state }.map { start + $0 }
        let total = own.reduce(0) { $0 + counts[$1] }
        guard total > 0 else { continue }
        let floored = own.map { max(counts[$0] / total, Self.smallest) }
        let sum = floored.reduce(0, +)
        for (place, probability) in zip(own, floored) {
          result.logarithms[place] = Float(log(probability / sum))
        }
      }
    }
    return result
  }

  /// What was never seen may still happen.
  private static let smallest = 1e-4
}
