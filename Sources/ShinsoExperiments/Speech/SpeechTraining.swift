import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// The stages of `dnn-hmm`, each a phase of the run: what one makes the next begins with.
struct SpeechTraining {
  private let options: DNNHMMExperiment.TrainOptions
  private let data: SpeechData
  private let run: Run
  private let language: BackoffModel

  init(_ options: DNNHMMExperiment.TrainOptions, _ data: SpeechData, _ run: Run) {
    self.options = options
    self.data = data
    self.run = run
    language = Self.language(data.train + data.held, data)
  }

  func models() throws -> SpeechModels {
    let gaussian = try gaussianModel()
    var gaussianSettings = Decoder.Settings()
    // What is held out must be new to the language model, too.
    let known = Self.language(data.train, data)
    gaussianSettings = tuned(gaussian, MixtureScorer(gaussian.mixtures), known, gaussianSettings)
    let discriminative = try discriminativeModel(gaussian, gaussianSettings)
    let discriminativeSettings = tuned(
      discriminative, MixtureScorer(discriminative.mixtures), known, gaussianSettings)
    let (network, logPriors) = try network(alignedBy: gaussian)
    let scorer = HybridScorer(network.module, logPriors: logPriors, network.shape.splicing)
    let networkSettings = tuned(gaussian, scorer, known, gaussianSettings)
    return SpeechModels(
      lexicon: data.lexicon, frontEnd: data.frontEnd, language: language, gaussian: gaussian,
      gaussianSettings: gaussianSettings, discriminative: discriminative,
      discriminativeSettings: discriminativeSettings, network: network.module, shape: network.shape,
      logPriors: logPriors, networkSettings: networkSettings)
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

  /// Competitors come from a language model that knows no order of words: more of them are likely then.
  private func discriminativeModel(
    _ model: AcousticModel, _ settings: Decoder.Settings
  ) throws -> AcousticModel {
    let words = data.lexicon.words.count
    let unigrams = WittenBell(order: 1, wordCount: words, data.train.map(\.words)).model()
    let recognizer = SpeechRecognizer(
      model, MixtureScorer(model.mixtures), data.lexicon, unigrams, settings)
    let utterances = recognizer.competitors(
      of: data.train, count: options.gaussian.competitors, title: "\(run.title), competitors")
    let floor = GaussianTraining.gaussian(of: data.train.map(\.frames))?.variance
      .map { $0 * GaussianRecipe().varianceFloor }
    var training = BoostedMMI(
      scale: 1 / max(settings.languageWeight, 1), varianceFloor: floor ?? [])
    training.boost = Float(options.gaussian.boost)
    let updater = DiscriminativeUpdater(
      model, training, utterances,
      identity: data.identity.merging(["boost": "\(training.boost)"]) { $1 })
    try run.phase("bmmi").train(
      updater,
      TrainingPlan(
        updates: options.gaussian.discriminativePasses, checkpoints: options.length.checkpoints))
    return updater.model
  }

  private func tuned(
    _ model: AcousticModel, _ scorer: any StateScorer, _ language: BackoffModel,
    _ settings: Decoder.Settings
  ) -> Decoder.Settings {
    var recognizer = SpeechRecognizer(model, scorer, data.lexicon, language, settings)
    recognizer.tune(on: data.held, title: "\(run.title), tuning")
    return recognizer.settings
  }

  // MARK: Network

  private typealias Network = (module: MultilayerPerceptron, shape: StateNetwork)

  private func network(alignedBy model: AcousticModel) throws -> (Network, logPriors: [Float]) {
    let shape = options.network.shape(frames: data.frameCount)
    let train = aligned(data.train, model, shape.splicing)
    let held = aligned(data.held, model, shape.splicing)
    let loader = DataLoader(
      train, batchSize: options.update.batchSize, shuffle: .seed(run.seed), dropsLast: true)
    guard loader.batchesPerEpoch > 0 else {
      throw InputError(
        options.data.text, found: "\(counted(train.count, "frame")) for training",
        count: train.count, batchSize: options.update.batchSize)
    }
    let test = DataLoader(held, batchSize: 1024)
    let width = data.train[0].frames.width
    run.seedInitializers()
    var below: [NamedTensor] = []
    for layers in 1..<max(shape.layers, 1) where options.network.pretrainEpochs > 0 {
      let network = try shape.grown(
        from: below, layers: layers, width: width, states: model.tying.stateCount)
      let updates = options.network.pretrainEpochs * loader.batchesPerEpoch
      let updater = ClassificationUpdater(
        network, options.update.makeOptimizer(), train: loader, test: test)
      try run.phase("layer\(layers)").train(
        updater, TrainingPlan(updates: updates, checkpoints: options.length.checkpoints))
      below = network.state
    }
    let network = try shape.grown(
      from: below, layers: shape.layers, width: width, states: model.tying.stateCount)
    let updates = try options.length.updates(
      perEpoch: loader.batchesPerEpoch / options.update.batchesPerUpdate)
    let updater = ClassificationUpdater(
      network, options.update.makeOptimizer(), train: loader, test: test,
      settings: options.update.settings(updates: updates))
    try run.phase("network").train(
      updater, TrainingPlan(updates: updates, options.length),
      extensions: options.update.extensions(updater, updates: updates))
    try network.load(updater.exported, from: "network")
    return ((network, shape), HybridScorer.logPriors(train.stateCounts))
  }

  /// Utterances that are too short for their words are left out.
  private func aligned(
    _ utterances: [SpeechData.Utterance], _ model: AcousticModel, _ splicing: FrameSplicing
  ) -> AlignedFrames {
    let scorer = MixtureScorer(model.mixtures)
    let states = utterances.concurrentMap { utterance in
      model.alignedStates(utterance.frames, words: data.pronounced(utterance).words, scorer)
    }
    let found = utterances.indices.filter { states[$0] != nil }
    return AlignedFrames(
      found.map { utterances[$0].frames }, states: found.map { states[$0] ?? [] },
      stateCount: model.tying.stateCount, splicing)
  }
}
