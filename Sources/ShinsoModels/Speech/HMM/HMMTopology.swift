/// The states of a phone's hidden Markov model and the transitions between them. State 0 is the first;
/// there is an exit beside the states.
public struct HMMTopology: Sendable, Hashable, Codable {
  public struct Transition: Sendable, Hashable, Codable {
    public let from: Int
    /// The number of states for the exit.
    public let to: Int
    /// Before training.
    public let probability: Float
  }

  public let stateCount: Int
  /// In the order of the states that they leave.
  public let transitions: [Transition]

  /// - Parameter probabilities: for each state, those of going to each state and to the exit; 0 where
  ///   there is no transition.
  public init(_ probabilities: [[Float]]) {
    stateCount = probabilities.count
    transitions = probabilities.enumerated().flatMap { from, row in
      precondition(row.count == probabilities.count + 1)
      return row.enumerated().compactMap { to, probability in
        probability > 0 ? Transition(from: from, to: to, probability: probability) : nil
      }
    }
  }

  /// From left to right, each state repeated at will (Bakis).
  public static func leftToRight(_ count: Int = 3) -> HMMTopology {
    HMMTopology(
      (0..<count).map { state in
        (0...count).map { $0 == state ? 0.75 : $0 == state + 1 ? 0.25 : 0 }
      })
  }

  /// Five states, of which the inner three follow each other in any order and may be left out, as in
  /// Kaldi: pauses differ, and breath or a click may be anywhere in them.
  public static let silence = HMMTopology([
    [0.25, 0.25, 0.25, 0.25, 0, 0],
    [0, 0.25, 0.25, 0.25, 0.25, 0],
    [0, 0.25, 0.25, 0.25, 0.25, 0],
    [0, 0.25, 0.25, 0.25, 0.25, 0],
    [0, 0, 0, 0, 0.75, 0.25],
  ])
}
