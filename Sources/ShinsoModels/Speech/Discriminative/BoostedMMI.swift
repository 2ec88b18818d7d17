import Foundation
import ShinsoTensor

/// A pass of discriminative training by boosted maximum mutual information: the probability of what was
/// said, given the frames, is to rise above that of what might be mistaken for it, and the more so the more
/// errors that has (Povey, Kanevsky, Kingsbury, Ramabhadran, Saon & Visweswariah, "Boosted MMI for model and
/// feature-space discriminative training", ICASSP 2008). Competitors are a list of sequences of words, where
/// the paper has lattices. Means, variances and weights are updated by the extended Baum-Welch algorithm.
public struct BoostedMMI: Sendable {
  public var comparison: CompetingWays.Comparison
  /// `[width]`; no variance becomes smaller.
  public var varianceFloor: [Float]
  public var update = ExtendedBaumWelch()

  public init(_ comparison: CompetingWays.Comparison, varianceFloor: [Float]) {
    self.comparison = comparison
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
    let ways = CompetingWays(utterance, model, comparison) {
      scorer.scores(utterance.frames, mixtures: $0)
    }
    guard let ways else { return }
    sums.objective += ways.objective
    sums.utterances += 1
    // What both say alike would only make steps smaller.
    var (positive, negative): ([Posterior], [Posterior]) = ([], [])
    for (frame, mixture, value) in ways.differences {
      let posterior = Posterior(
        frame: frame, mixture: mixture, probability: Float(abs(value)))
      if value > 0 { positive.append(posterior) } else { negative.append(posterior) }
    }
    sums.numerator.add(utterance.frames, positive, scorer)
    sums.denominator.add(utterance.frames, negative, scorer)
  }

  private typealias Posterior = (frame: Int, mixture: Int32, probability: Float)

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
