import Foundation
import ShinsoTensor

/// A pass of discriminative training by boosted maximum mutual information: the probability of what was
/// said, given the frames, is to rise above that of what might be mistaken for it, and the more so the more
/// errors that has (Povey, Kanevsky, Kingsbury, Ramabhadran, Saon & Visweswariah, "Boosted MMI for model and
/// feature-space discriminative training", ICASSP 2008). Competitors are a list of sequences of words, where
/// the paper has lattices. Means, variances and weights are updated by the extended Baum-Welch algorithm.
public struct BoostedMMI: Sendable {
  /// Of the logarithms of all scores, which are too far apart because frames are taken to be independent.
  public var scale: Float
  /// By how much, as a logarithm, each wrong phone makes a competitor likelier; the paper's 0.5.
  public var boost: Float = 0.5
  /// `[width]`; no variance becomes smaller.
  public var varianceFloor: [Float]
  public var update = ExtendedBaumWelch()
  private static let beam = 200.0

  public init(scale: Float, varianceFloor: [Float]) {
    self.scale = scale
    self.varianceFloor = varianceFloor
  }

  public struct Outcome: Sendable {
    /// The model after the pass.
    public let model: AcousticModel
    /// The mean over utterances of the logarithm of the probability of what was said, boosted, before the
    /// pass; at most 0.
    public let objective: Double
  }

  public func pass(_ model: AcousticModel, _ utterances: [CompetingWords]) -> Outcome {
    let scorer = MixtureScorer(model.mixtures)
    let sum = accumulate(utterances.count, Sums(model)) { index, sums in
      add(utterances[index], model, scorer, to: &sums)
    }
    var result = model
    result.mixtures = update.maximized(
      model.mixtures, numerator: sum.numerator, denominator: sum.denominator, floor: varianceFloor)
    return Outcome(model: result, objective: sum.objective / Double(max(sum.utterances, 1)))
  }

  private func add(
    _ utterance: CompetingWords, _ model: AcousticModel, _ scorer: MixtureScorer,
    to sums: inout Sums
  ) {
    // What was said first; without it nothing can be learned.
    guard let truth = Way(utterance.hypotheses[0], utterance.frames, model, scorer, Self.beam)
    else {
      return
    }
    let others = utterance.hypotheses.dropFirst().compactMap {
      Way($0, utterance.frames, model, scorer, Self.beam)
    }
    let ways = [truth] + others
    let scores = ways.map {
      Double(scale) * ($0.logLikelihood + Double($0.hypothesis.languageScore))
        + Double(boost) * Double($0.hypothesis.phoneErrors)
    }
    let total = scores.reduce(-Double.infinity) { logSum($0, $1) }
    sums.objective += scores[0] - total
    sums.utterances += 1
    // What both say alike cancels out; it would only make steps smaller.
    var difference: [Int64: Double] = [:]
    for (index, way) in ways.enumerated() {
      let weight = (index == 0 ? 1 : 0) - exp(scores[index] - total)
      guard abs(weight) > 1e-6 else { continue }
      way.occupancies { frame, mixture, probability in
        difference[Int64(frame) << 32 | Int64(mixture), default: 0] += weight * probability
      }
    }
    var (positive, negative): ([Posterior], [Posterior]) = ([], [])
    // In an order that does not change from run to run.
    for (key, value) in difference.sorted(by: { $0.key < $1.key }) where abs(value) > 1e-6 {
      let posterior = Posterior(
        frame: Int(key >> 32), mixture: Int32(truncatingIfNeeded: key),
        probability: Float(abs(value)))
      if value > 0 { positive.append(posterior) } else { negative.append(posterior) }
    }
    sums.numerator.add(utterance.frames, positive, scorer)
    sums.denominator.add(utterance.frames, negative, scorer)
  }

  private typealias Posterior = (frame: Int, mixture: Int32, probability: Float)

  /// All ways through the states of a hypothesis.
  private struct Way {
    let hypothesis: CompetingWords.Hypothesis
    private let graph: StateGraph
    private let pass: ForwardBackward
    private let transitionCount: Int

    /// - Returns: nil if the frames are too few for the words.
    init?(
      _ hypothesis: CompetingWords.Hypothesis, _ frames: FrameMatrix, _ model: AcousticModel,
      _ scorer: MixtureScorer, _ beam: Double
    ) {
      let graph = model.graph(of: hypothesis.words)
      let scores = scorer.scores(frames, mixtures: graph.outputs)
      guard
        let pass = ForwardBackward(graph, model.transitions, scores, beam: beam)
          ?? ForwardBackward(graph, model.transitions, scores, beam: .infinity)
      else { return nil }
      (self.hypothesis, self.graph, self.pass) = (hypothesis, graph, pass)
      transitionCount = model.phones.transitionCount
    }

    var logLikelihood: Double { pass.logLikelihood }

    func occupancies(_ body: (_ frame: Int, _ mixture: Int32, _ probability: Double) -> Void) {
      var counts = [Double](repeating: 0, count: transitionCount)
      pass.backward(&counts) { frame, state, probability in
        body(frame, graph.outputs[Int(graph.states[state].output)], probability)
      }
    }
  }

  private struct Sums: Accumulating {
    var numerator: MixtureStatistics
    var denominator: MixtureStatistics
    var objective = 0.0
    var utterances = 0

    init(_ model: AcousticModel) {
      numerator = MixtureStatistics(model.mixtures)
      denominator = numerator
    }

    mutating func add(_ other: Sums) {
      numerator.add(other.numerator)
      denominator.add(other.denominator)
      objective += other.objective
      utterances += other.utterances
    }
  }
}
