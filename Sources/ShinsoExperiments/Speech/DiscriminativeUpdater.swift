import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Trains the mixtures of an acoustic model discriminatively: an update is a pass over all utterances.
final class DiscriminativeUpdater: Updater {
  private(set) var model: AcousticModel
  private let training: BoostedMMI
  private let utterances: [CompetingWords]
  private let frames: Int

  let identity: [String: String]
  let updatesPerEpoch = 1
  var throughput: (count: Int, unit: String) { (frames, "frames") }

  /// - Parameter identity: of the data.
  init(
    _ model: AcousticModel, _ training: BoostedMMI, _ utterances: [CompetingWords],
    identity: [String: String]
  ) {
    self.model = model
    self.training = training
    self.utterances = utterances
    self.identity = identity
    frames = utterances.reduce(0) { $0 + $1.frames.count }
  }

  var state: [NamedTensor] { model.tensors }
  var exported: [NamedTensor] { model.tensors }

  func load(_ state: [NamedTensor], from file: String) throws {
    model = try AcousticModel(model.phones, model.tying, state, from: file)
  }

  func update(_ number: Int) throws -> Scores {
    let outcome = training.pass(model, utterances)
    guard outcome.objective.isFinite else {
      throw Diverged(what: "the objective is \(outcome.objective)", source: nil)
    }
    model = outcome.model
    return Scores(samples: utterances.count, [Self.objective: outcome.objective])
  }

  /// Of an utterance: the logarithm of the probability of what was said among what might have been.
  static let objective = Metric("mutualInformation", .higher)
}
