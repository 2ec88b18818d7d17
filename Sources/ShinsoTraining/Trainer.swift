import Foundation
import ShinsoData
import ShinsoNN
import ShinsoTensor

/// Trains a classifier: updates, log, evaluations, checkpoints, pictures. A run that was stopped or
/// killed at any moment and is resumed ends with the same weights, bit by bit, as one that was not.
///
/// ```swift
/// let trainer = Trainer(
///   model, optimizer: SGD(learningRate: 0.01, momentum: 0.9), train: train, test: test,
///   options: TrainerOptions(iterations: 10_000, output: URL(filePath: "runs/lenet")))
/// let result = try trainer.run()
/// ```
public final class Trainer {
  let model: any TensorLayer
  let optimizer: any Optimizer
  let schedule: Schedule
  let train: DataLoader
  let test: DataLoader?
  let options: TrainerOptions
  let baseRate: Double
  var state = TrainingState()
  /// The model's averaged weights, if they are asked for.
  var average: WeightAverage?
  /// Of a run with a folder.
  var files: RunFiles?
  var lastEvaluation: Evaluation?
  /// What the last update showed of the layers, if the log does not say it yet.
  var lastStatistics: LayerReport?
  let profile = UpdateProfile()

  /// - Parameters:
  ///   - model: takes `[B, …]`, gives logits `[B, classes]`. It is trained as it stands: parts that
  ///     are in evaluation mode stay so, unless the whole is.
  ///   - optimizer: its learning rate is the base that `schedule` multiplies.
  public init(
    _ model: any TensorLayer, optimizer: any Optimizer, schedule: Schedule = .constant,
    train: DataLoader, test: DataLoader?, options: TrainerOptions
  ) {
    self.model = model
    self.optimizer = optimizer
    self.schedule = schedule
    self.train = train
    self.test = test
    self.options = options
    baseRate = optimizer.learningRate
  }

  /// Trains until `iterations` updates are made, or what the options limit is reached, or SIGINT,
  /// SIGTERM or SIGHUP comes; then the state is saved and standard error told how to go on.
  ///
  /// - Throws: `InputError` for a folder that cannot be written or that another training writes into
  ///   (before training starts), a checkpoint that does not fit, a sample that cannot be read, a loss
  ///   or a gradient that is not finite: then that update is not made and nothing is saved.
  public func run() throws -> TrainingResult {
    guard train.batchesPerEpoch > 0 else {
      throw InputError(
        "training data",
        "\(train.dataset.count) samples do not fill a batch of \(train.batchSize)")
    }
    defer {
      optimizer.learningRate = baseRate
      files = nil
    }
    try start()
    let signal = StopSignal()
    // Its deinit takes the handlers away, and all that the loop reads of it is static.
    defer { withExtendedLifetime(signal) {} }
    if !model.isTraining { model.train() }
    let end = try loop(signal)
    try finish(end)
    return TrainingResult(
      iterations: state.iteration, trainLoss: state.trainLoss, test: lastEvaluation, end: end,
      bestIteration: state.best?.iteration, signal: end == .interrupted ? signal.received : nil)
  }

  private func start() throws {
    state = TrainingState()
    state.plateau = options.plateau?.state
    state.started = Date().timeIntervalSince1970
    average = options.weightAverage.map { WeightAverage(decay: $0) }
    (lastEvaluation, lastStatistics) = (nil, nil)
    // Initializers of the same seed draw the first numbers; these are others.
    RandomGenerator.shared.key = RandomKey(seed: options.seed, counter: 1 << 32)
    guard let url = options.output else { return }
    let directory = try RunDirectory(url)
    let checkpoint = Checkpoint(
      model: model, optimizer: optimizer, average: average, loader: train, options: options)
    if options.resume, directory.hasCheckpoint {
      state = try checkpoint.load(directory.checkpoint)
      try directory.restoreBest(exists: state.best != nil)
      RandomGenerator.shared.key = state.random
      say("resuming at iteration \(state.iteration) of \(options.iterations)")
    } else {
      if options.resume {
        try directory.checkForRemains()
        say("\(url.path) has no checkpoint to resume from; starting at the beginning")
      }
      try directory.clear()
    }
    try directory.write(config: options.config)
    files = try RunFiles(directory, checkpoint, state)
  }

  private func finish(_ end: TrainingResult.End) throws {
    switch end {
    case .interrupted:
      let place = "interrupted after iteration \(state.iteration) of \(options.iterations)"
      say(
        files == nil
          ? "\(place); nothing is saved because the run has no folder"
          : "\(place); everything is saved. Go on with: \(options.resumeCommand)")
    case .timeLimit: say("the time is up after iteration \(state.iteration)")
    case .patience:
      say(
        "no evaluation was better than that after iteration \(state.best?.iteration ?? 0); "
          + "ending after iteration \(state.iteration)")
    case .complete: break
    }
    if let directory = files?.directory {
      if end != .interrupted { try writeModel(to: directory.model) }
      if options.profile { say(try profile.write(to: directory.profile)) }
      if options.plots { plot(in: directory) }
    }
  }

  /// Pictures are no reason for a finished training to fail.
  private func plot(in directory: RunDirectory) {
    do {
      try Plot.curves(of: directory.log, title: options.title, to: directory.curves)
      try Plot.statistics(of: directory.log, title: options.title, to: directory.statistics)
      try lastEvaluation?.confusion.plot(to: directory.confusion, title: options.title)
    } catch {
      say("warning: pictures are missing: \(error)")
    }
  }

  /// A terminal that is gone must not end the training.
  func say(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\(options.title): \(text)\n".utf8))
  }
}
