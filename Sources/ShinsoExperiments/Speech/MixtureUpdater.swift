import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Trains the mixtures of an acoustic model: an update is a pass of expectation maximization over all
/// utterances.
final class MixtureUpdater: Updater {
  private(set) var model: AcousticModel
  private let training: BaumWelch
  private let utterances: [TrainingUtterance]
  private let graphs: [StateGraph]
  private let growth: MixtureGrowth
  private let frames: Int

  let identity: [String: String]
  let updatesPerEpoch = 1
  var throughput: (count: Int, unit: String) { (frames, "frames") }

  /// - Parameter identity: of the data.
  init(
    _ model: AcousticModel, _ training: BaumWelch, _ utterances: [TrainingUtterance],
    _ growth: MixtureGrowth, identity: [String: String]
  ) {
    self.model = model
    self.training = training
    self.utterances = utterances
    self.growth = growth
    graphs = utterances.map { model.graph(of: $0.words) }
    frames = utterances.reduce(0) { $0 + $1.frames.count }
    self.identity = identity.merging([
      "passes": "\(growth.passes)", "gaussians": "\(growth.last)",
    ]) { own, _ in own }
  }

  var state: [NamedTensor] { model.tensors }
  var exported: [NamedTensor] { model.tensors }

  func load(_ state: [NamedTensor], from file: String) throws {
    model = try AcousticModel(model.phones, model.tying, state, from: file)
  }

  func update(_ number: Int) throws -> Scores {
    let outcome = training.pass(model, utterances, graphs)
    guard outcome.unused.count < utterances.count else {
      throw InputError(
        outcome.unused[0], "has too few frames for its words, as all utterances have")
    }
    guard outcome.logLikelihood.isFinite else {
      throw Diverged(what: "the likelihood is \(outcome.logLikelihood)", source: nil)
    }
    if number == 0, !outcome.unused.isEmpty { tell(outcome.unused) }
    model = outcome.model
    let count = growth.count(after: number)
    if count > model.mixtures.componentCount {
      model.mixtures = model.mixtures.divided(into: count, occupancies: outcome.occupancies)
    }
    return Scores(samples: frames, [Self.logLikelihood: outcome.logLikelihood])
  }

  private func tell(_ unused: [String]) {
    let few = unused.prefix(5).joined(separator: ", ") + (unused.count > 5 ? ", …" : "")
    Console.note(
      "\(counted(unused.count, "utterance is", "utterances are")) left out, too short for the words: "
        + few)
  }

  /// Of a frame, in nats.
  static let logLikelihood = Metric("logLikelihood", .higher)
}
