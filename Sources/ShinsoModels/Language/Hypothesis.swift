import Foundation

/// A target that a ``BeamSearch`` found.
public struct Hypothesis: Sendable {
  /// Without ``SequenceToken/end``.
  public internal(set) var tokens: [Int]
  /// The sum over the tokens, and the end if it was reached.
  public internal(set) var logProbability: Double
  /// Of each token, how much each place of the source was looked at; empty if the network does not
  /// tell.
  public internal(set) var weights: [[Float]]
  /// Whether the network said that it ends here.
  public internal(set) var isComplete: Bool

  /// The log probability for each token, the end counted, to the power of `normalization`.
  public func score(_ normalization: Double) -> Double {
    let length = Double(tokens.count + (isComplete ? 1 : 0))
    return logProbability / pow(max(length, 1), normalization)
  }
}
