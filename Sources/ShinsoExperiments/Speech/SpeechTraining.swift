import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// The stages of `dnn-hmm`, each a phase of the run: what one makes the next begins with.
struct SpeechTraining {
  private let options: DNNHMMExperiment.TrainOptions
  private let data: SpeechData
  private let run: PrefixedRun
  private let language: BackoffModel

  /// - Parameter prefix: of the names of the run's phases, where it makes several recognizers.
  init(
    _ options: DNNHMMExperiment.TrainOptions, _ data: SpeechData, _ run: Run, prefix: String = ""
  ) {
    self.options = options
    self.data = data
    self.run = PrefixedRun(run, prefix)
    language = Self.language(data.train + data.held, data)
  }

  func models() throws -> SpeechModels {
    let gaussian = try gaussianModel()
    // What is held out must be new to the language model, too.
    let tuning = SpeechTuning(data, run, Self.language(data.train, data))
    let gaussianSettings = try tuning.settings(
      "gaussian", gaussian, MixtureScorer(gaussian.mixtures), Decoder.Settings())
    let competition = SpeechCompetition(data, run, count: options.gaussian.competitors)
    let discriminative = try discriminativeModel(gaussian, gaussianSettings, competition)
    let discriminativeSettings = try tuning.settings(
      "bmmi", discriminative, MixtureScorer(discriminative.mixtures), gaussianSettings)
    let network = try StateNetworkTraining(
      options, data, run, gaussian, tuning, competition
    )
    .network(gaussianSettings)
    return SpeechModels(
      lexicon: data.lexicon, frontEnd: data.frontEnd, language: language, gaussian: gaussian,
      gaussianSettings: gaussianSettings, discriminative: discriminative,
      discriminativeSettings: discriminativeSettings, network: network.module,
      shape: network.shape, logPriors: network.logPriors, networkSettings: network.settings)
  }

  private static func language(_ utterances: [SpeechData.Utterance], _ data: SpeechData)
    -> BackoffModel
  {
    WittenBell(order: 2, wordCount: data.lexicon.words.count, utterances.map(\.words)).model()
  }

  // MARK: Mixtures of Gaussians

  private func gaussianModel() throws -> AcousticModel {
    try GaussianTraining(
      options.gaussian.recipe(frames: data.frameCount), data.phones,
      data.train.map(data.pronounced), identity: data.identity
    ) { updater, passes, name in
      try run.phase(name).train(
        updater, TrainingPlan(updates: passes, checkpoints: options.length.checkpoints))
    }.model()
  }

  private func discriminativeModel(
    _ model: AcousticModel, _ settings: Decoder.Settings, _ competition: SpeechCompetition
  ) throws -> AcousticModel {
    let utterances = try competition.utterances(
      "bmmi", model, MixtureScorer(model.mixtures), settings)
    let floor = GaussianTraining.gaussian(of: data.train.map(\.frames))?.variance
      .map { $0 * GaussianRecipe().varianceFloor }
    let comparison = options.gaussian.comparison(settings)
    let updater = DiscriminativeUpdater(
      model, BoostedMMI(comparison, varianceFloor: floor ?? []), utterances,
      identity: data.identity.merging(["comparison": "\(comparison)"]) { $1 })
    try run.phase("bmmi").train(
      updater,
      TrainingPlan(
        updates: options.gaussian.discriminativePasses, checkpoints: options.length.checkpoints))
    return updater.model
  }
}
