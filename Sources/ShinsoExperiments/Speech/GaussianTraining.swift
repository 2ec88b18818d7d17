import ShinsoModels
import ShinsoTensor

/// Trains a recognizer with mixtures of Gaussians from a flat start: phones without context, whose
/// mixtures grow; then triphones, whose states a decision tree ties, from single Gaussians.
struct GaussianTraining {
  private let recipe: GaussianRecipe
  private let phones: PhoneSet
  private let utterances: [TrainingUtterance]
  private let identity: [String: String]
  /// Runs an updater's passes; the name is that of the stage.
  private let train: (_ updater: MixtureUpdater, _ passes: Int, _ name: String) throws -> Void

  init(
    _ recipe: GaussianRecipe, _ phones: PhoneSet, _ utterances: [TrainingUtterance],
    identity: [String: String],
    train: @escaping (_ updater: MixtureUpdater, _ passes: Int, _ name: String) throws -> Void
  ) {
    self.recipe = recipe
    self.phones = phones
    self.utterances = utterances
    self.identity = identity
    self.train = train
  }

  /// - Throws: what the trainer throws; `InputError` if there are no utterances.
  func model() throws -> AcousticModel {
    guard let flat = Self.gaussian(of: utterances.map(\.frames)) else {
      throw InputError("the speech data", "has no utterances for training")
    }
    let floor = flat.variance.map { $0 * recipe.varianceFloor }
    let training = BaumWelch(varianceFloor: floor)
    let monophones = try trained(
      AcousticModel(flat: phones, flat), training, passes: recipe.monophonePasses,
      recipe.monophoneGaussians, "monophones")
    let graphs = utterances.map { monophones.graph(of: $0.words, keepsContexts: true) }
    let contexts = training.contexts(monophones, utterances, graphs)
    var builder = DecisionTreeBuilder(phones, contexts, floor: floor)
    builder.leafCount = recipe.tiedStates
    let (tree, leaves) = builder.tree()
    let start = AcousticModel(
      phones, tree, monophones.transitions,
      GaussianMixtures(gaussians: leaves.map { $0.count > 0 ? $0.gaussian(floor: floor) : flat }))
    return try trained(
      start, training, passes: recipe.triphonePasses, recipe.triphoneGaussians, "triphones")
  }

  private func trained(
    _ model: AcousticModel, _ training: BaumWelch, passes: Int, _ gaussians: Int, _ name: String
  ) throws -> AcousticModel {
    let growth = MixtureGrowth(
      passes: passes, first: model.mixtures.componentCount,
      last: max(gaussians, model.mixtures.componentCount))
    let updater = MixtureUpdater(model, training, utterances, growth, identity: identity)
    try train(updater, passes, name)
    return updater.model
  }

  /// Of all frames; nil if there are none.
  static func gaussian(of utterances: [FrameMatrix]) -> DiagonalGaussian? {
    guard let width = utterances.first?.width else { return nil }
    var all = GaussianStatistics(width: width)
    for frames in utterances { all.add(frames) }
    return all.gaussian(floor: [Float](repeating: smallestVariance, count: width))
  }

  /// Of a dimension that never changes.
  private static let smallestVariance: Float = 1e-4
}
