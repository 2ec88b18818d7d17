import Foundation

/// All ways through what might have been said in an utterance, each hypothesis with its probability: what
/// discriminative training compares, whatever scores the states (Povey et al., ICASSP 2008, with a list of
/// sequences of words in place of lattices).
public struct CompetingWays {
  /// How hypotheses are compared.
  public struct Comparison: Sendable, Hashable {
    /// Of the logarithms of all scores, which are too far apart because frames are taken to be
    /// independent.
    public var scale: Float
    /// By how much, as a logarithm, each wrong phone makes a competitor likelier; the paper's 0.5.
    public var boost: Float

    public init(scale: Float, boost: Float = 0.5) {
      self.scale = scale
      self.boost = boost
    }
  }

  /// The part of a frame in a tied state by which the truth has more than all hypotheses together.
  public typealias Difference = (frame: Int, state: Int32, value: Double)

  /// The logarithm of the probability of what was said, boosted; at most 0.
  public let objective: Double
  private let ways: [Way]
  /// By which the occupancies of each way count.
  private let weights: [Double]

  /// - Parameter score: rows for the outputs of a graph.
  /// - Returns: nil if the frames are too few for what was said, so that nothing can be learned.
  public init?(
    _ utterance: CompetingWords, _ model: AcousticModel, _ comparison: Comparison,
    score: (_ outputs: [Int32]) -> StateScores
  ) {
    guard let truth = Way(utterance.hypotheses[0], model, score) else { return nil }
    let ways = [truth] + utterance.hypotheses.dropFirst().compactMap { Way($0, model, score) }
    let scores = ways.map {
      Double(comparison.scale) * ($0.logLikelihood + Double($0.hypothesis.languageScore))
        + Double(comparison.boost) * Double($0.hypothesis.phoneErrors)
    }
    let total = scores.reduce(-Double.infinity) { logSum($0, $1) }
    objective = scores[0] - total
    self.ways = ways
    weights = scores.indices.map { ($0 == 0 ? 1 : 0) - exp(scores[$0] - total) }
  }

  /// In an order that does not change from run to run. What all hypotheses say alike cancels out.
  public var differences: [Difference] {
    var sums: [Int64: Double] = [:]
    for (way, weight) in zip(ways, weights) where abs(weight) > Self.smallest {
      way.occupancies { frame, state, probability in
        sums[Int64(frame) << 32 | Int64(state), default: 0] += weight * probability
      }
    }
    return sums.sorted { $0.key < $1.key }.compactMap { key, value in
      abs(value) > Self.smallest
        ? (Int(key >> 32), Int32(truncatingIfNeeded: key), value) : nil
    }
  }

  private static let smallest = 1e-6
  private static let beam = 200.0

  /// All ways through the states of a hypothesis.
  private struct Way {
    let hypothesis: CompetingWords.Hypothesis
    private let graph: StateGraph
    private let pass: ForwardBackward
    private let transitionCount: Int

    /// - Returns: nil if the frames are too few for the words.
    init?(
      _ hypothesis: CompetingWords.Hypothesis, _ model: AcousticModel,
      _ score: (_ outputs: [Int32]) -> StateScores
    ) {
      let graph = model.graph(of: hypothesis.words)
      let scores = score(graph.outputs)
      guard
        let pass = ForwardBackward(graph, model.transitions, scores, beam: beam)
          ?? ForwardBackward(graph, model.transitions, scores, beam: .infinity)
      else { return nil }
      (self.hypothesis, self.graph, self.pass) = (hypothesis, graph, pass)
      transitionCount = model.phones.transitionCount
    }

    var logLikelihood: Double { pass.logLikelihood }

    func occupancies(_ body: (_ frame: Int, _ state: Int32, _ probability: Double) -> Void) {
      var counts = [Double](repeating: 0, count: transitionCount)
      pass.backward(&counts) { frame, state, probability in
        body(frame, graph.outputs[Int(graph.states[state].output)], probability)
      }
    }
  }
}
