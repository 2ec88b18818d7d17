import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// The stages of the network of `dnn-hmm`: it learns to tell the states that the mixtures have aligned;
/// then it aligns the utterances itself and learns from that; at last it learns from whole utterances.
struct StateNetworkTraining {
  private let options: DNNHMMExperiment.TrainOptions
  private let data: SpeechData
  private let run: PrefixedRun
  private let model: AcousticModel
  private let tuning: SpeechTuning
  private let competition: SpeechCompetition
  private let shape: StateNetwork

  struct Result {
    let module: MultilayerPerceptron
    let shape: StateNetwork
    var logPriors: [Float]
    var settings: Decoder.Settings
  }

  /// - Parameter model: of mixtures, whose tied states and transitions the network's recognizer shares.
  init(
    _ options: DNNHMMExperiment.TrainOptions, _ data: SpeechData, _ run: PrefixedRun,
    _ model: AcousticModel, _ tuning: SpeechTuning, _ competition: SpeechCompetition
  ) {
    self.options = options
    self.data = data
    self.run = run
    self.model = model
    self.tuning = tuning
    self.competition = competition
    shape = options.network.shape(frames: data.frameCount)
  }

  /// - Parameter start: settings to begin the tuning with.
  func network(_ start: Decoder.Settings) throws -> Result {
    let mixtures = MixtureScorer(model.mixtures)
    var alignment = StateAlignment(data, model, mixtures)
    let network = try shape.grown(
      from: pretrained(alignment), layers: shape.layers, width: width,
      states: model.tying.stateCount)
    try train(network, alignment, "network", parts: 1)
    for number in 0..<options.network.realignments {
      alignment = StateAlignment(data, model, scorer(network, alignment.logPriors))
      try train(network, alignment, "realigned\(number + 1)", parts: 2)
    }
    var result = Result(
      module: network, shape: shape, logPriors: alignment.logPriors, settings: start)
    result.settings = try tuned("network", result)
    if options.network.sequenceEpochs > 0 {
      try trainBySequences(result, alignment)
      result.settings = try tuned("sequences", result)
    }
    return result
  }

  private var width: Int { data.train[0].frames.width }

  private func scorer(_ network: MultilayerPerceptron, _ logPriors: [Float]) -> HybridScorer {
    HybridScorer(network, logPriors: logPriors, shape.splicing)
  }

  private func tuned(_ name: String, _ result: Result) throws -> Decoder.Settings {
    try tuning.settings(name, model, scorer(result.module, result.logPriors), result.settings)
  }

  // MARK: Frame by frame

  private func loader(_ alignment: StateAlignment) throws -> DataLoader<AlignedFrames> {
    let train = alignment.trainFrames(shape.splicing, options.network.frameVariation)
    let loader = DataLoader(
      train, batchSize: options.update.batchSize, shuffle: .seed(run.seed), dropsLast: true)
    guard loader.batchesPerEpoch > 0 else {
      throw InputError(
        options.data.text, found: "\(counted(train.count, "frame")) for training",
        count: train.count, batchSize: options.update.batchSize)
    }
    return loader
  }

  private func held(_ alignment: StateAlignment) -> DataLoader<AlignedFrames> {
    DataLoader(alignment.heldFrames(shape.splicing), batchSize: 1024)
  }

  /// The hidden layers but the last one, put on top of each other one by one.
  private func pretrained(_ alignment: StateAlignment) throws -> [NamedTensor] {
    run.seedInitializers()
    var below: [NamedTensor] = []
    for layers in 1..<max(shape.layers, 1) where options.network.pretrainEpochs > 0 {
      let network = try shape.grown(
        from: below, layers: layers, width: width, states: model.tying.stateCount)
      let loader = try loader(alignment)
      let updater = ClassificationUpdater(
        network, options.update.makeOptimizer(), train: loader, test: held(alignment))
      try run.phase("layer\(layers)").train(
        updater,
        TrainingPlan(
          updates: options.network.pretrainEpochs * loader.batchesPerEpoch,
          checkpoints: options.length.checkpoints))
      below = network.state
    }
    return below
  }

  /// - Parameter parts: of the updates that the options ask for, one is made.
  private func train(
    _ network: MultilayerPerceptron, _ alignment: StateAlignment, _ name: String, parts: Int
  ) throws {
    let loader = try loader(alignment)
    let updates = max(
      try options.length.updates(
        perEpoch: loader.batchesPerEpoch / options.update.batchesPerUpdate) / parts, 1)
    let updater = ClassificationUpdater(
      network, options.update.makeOptimizer(), train: loader, test: held(alignment),
      settings: options.update.settings(updates: updates))
    try run.phase(name).train(
      updater, TrainingPlan(updates: updates, options.length),
      extensions: options.update.extensions(updater, updates: updates))
    try network.load(updater.exported, from: name)
  }

  // MARK: Whole utterances

  private func trainBySequences(_ result: Result, _ alignment: StateAlignment) throws {
    let utterances = try competition.utterances(
      "network", model, scorer(result.module, result.logPriors), result.settings)
    let aligned = utterances.indices.compactMap { index in
      alignment.train[index].map { (utterances[index], $0) }
    }
    let loader = DataLoader(
      CompetingUtterances(aligned.map(\.0), states: aligned.map(\.1), shape.splicing),
      batchSize: min(Self.utterancesPerBatch, aligned.count), shuffle: .seed(run.seed),
      dropsLast: true)
    let updates = options.network.sequenceEpochs * loader.batchesPerEpoch
    let training = SequenceTraining(
      result.module, model, logPriors: result.logPriors,
      options.gaussian.comparison(result.settings))
    let updater = training.updater(
      loader, rate: options.network.sequenceRate,
      UpdateSettings(schedule: .polynomial(total: updates)))
    try run.phase("sequences").train(
      updater, TrainingPlan(updates: updates, checkpoints: options.length.checkpoints))
    try result.module.load(updater.exported, from: "sequences")
  }

  private static let utterancesPerBatch = 8
}
