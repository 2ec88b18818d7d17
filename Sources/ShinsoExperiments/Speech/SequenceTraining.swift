import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// Trains the network on by boosted maximum mutual information, as the mixtures are: what was said in an
/// utterance is to become more probable than what might be mistaken for it, not each frame's state by
/// itself (Veselý, Ghoshal, Burget & Povey, "Sequence-discriminative training of deep neural networks",
/// Interspeech 2013). Cross-entropy keeps a part of the objective, or the network would learn the utterances
/// by heart (Su, Li, Yu & Seide, "Error back propagation for sequence training of context-dependent deep
/// networks for conversational speech transcription", ICASSP 2013).
struct SequenceTraining {
  private let network: MultilayerPerceptron
  private let model: AcousticModel
  private let logPriors: [Float]
  private let comparison: CompetingWays.Comparison
  /// The share of cross-entropy in the objective.
  private static let crossEntropyPart = 0.2

  /// - Parameter model: its transitions and tied states; the network stands for its mixtures.
  init(
    _ network: MultilayerPerceptron, _ model: AcousticModel, logPriors: [Float],
    _ comparison: CompetingWays.Comparison
  ) {
    self.network = network
    self.model = model
    self.logPriors = logPriors
    self.comparison = comparison
  }

  func updater(
    _ loader: DataLoader<CompetingUtterances>, rate: Double, _ settings: UpdateSettings
  ) -> GradientUpdater<CompetingUtterances> {
    GradientUpdater(
      network, Adam(learningRate: rate), on: loader, settings: settings,
      identity: ["comparison": "\(comparison)"], loss: loss)
  }

  private func loss(_ batch: CompetingUtterances.Batch) -> (loss: Tensor, scores: Scores) {
    // Batches differ in size here.
    network.usePlainWeights()
    let logits = network(batch.samples)
    let count = logits.shape[1]
    let values: [Float] = logits.detached.scalars()
    let ways = batch.utterances.indices.map { $0 }.concurrentMap { index in
      let first = batch.starts[index]
      return CompetingWays(batch.utterances[index], model, comparison) { outputs in
        scores(values, first..<batch.starts[index + 1], outputs)
      }.map { (objective: $0.objective, differences: $0.differences) }
    }
    var direction = [Float](repeating: 0, count: values.count)
    var (objective, used) = (0.0, 0)
    for (index, found) in ways.enumerated() {
      guard let found else { continue }
      objective += found.objective
      used += 1
      for (frame, state, value) in found.differences {
        direction[(batch.starts[index] + frame) * count + Int(state)] = Float(value)
      }
    }
    let frames = Double(logits.shape[0])
    // Its gradient is that of the objective: the normalization of the posterior probabilities cancels out.
    let likelihood = (logits * Tensor(direction, shape: logits.shape)).sum() * (-1 / frames)
    let part = Self.crossEntropyPart
    let loss = likelihood * (1 - part) + softmaxCrossEntropy(logits, batch.labels) * part
    return (
      loss,
      Scores(
        samples: used, [DiscriminativeUpdater.objective: objective / Double(max(used, 1))])
    )
  }

  /// Of the frames of an utterance.
  private func scores(_ logits: [Float], _ frames: Range<Int>, _ outputs: [Int32]) -> StateScores {
    let count = logPriors.count
    return StateScores(
      outputs.flatMap { state in
        frames.map { logits[$0 * count + Int(state)] - logPriors[Int(state)] }
      }, frameCount: frames.count, stride: frames.count)
  }
}
