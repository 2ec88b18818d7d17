import Foundation
import ShinsoData
import ShinsoFormats
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
  private let model: any TensorLayer
  private let optimizer: any Optimizer
  private let schedule: Schedule
  private let train: DataLoader
  private let test: DataLoader?
  private let options: TrainerOptions
  private let baseRate: Double
  private var state = TrainingState()
  private var lastEvaluation: Evaluation?
  private let profiler = Profiler()

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

  /// Trains until `iterations` updates are made, or what the options limit is reached, or SIGINT or
  /// SIGTERM comes; then the state is saved and standard error told how to go on.
  ///
  /// - Throws: `InputError` for a folder that cannot be written (before training starts), a
  ///   checkpoint that does not fit, a sample that cannot be read, a loss that is not finite.
  public func run() throws -> TrainingResult {
    guard train.batchesPerEpoch > 0 else {
      throw InputError(
        "training data",
        "\(train.dataset.count) samples do not fill a batch of \(train.batchSize)")
    }
    let run = try start()
    let signal = StopSignal()
    // Its deinit takes the handlers away, and all that the loop reads of it is static.
    defer { withExtendedLifetime(signal) {} }
    if !model.isTraining { model.train() }
    defer {
      optimizer.learningRate = baseRate
      profiler.stop()
    }
    let end = try loop(run, signal)
    try finish(run, end)
    return TrainingResult(
      iterations: state.iteration, trainLoss: state.trainLoss, test: lastEvaluation, end: end,
      bestIteration: state.best?.iteration)
  }

  // MARK: Start and end

  /// What a run with a folder keeps open.
  private struct Run {
    let directory: RunDirectory
    let log: TrainingLog
    let events: EventFile
    let checkpoint: Checkpoint

    func append(_ record: LogRecord) throws {
      try log.append(record)
      try events.append(record)
    }
  }

  private func start() throws -> Run? {
    state = TrainingState()
    lastEvaluation = nil
    // Initializers of the same seed draw the first numbers; these are others.
    RandomGenerator.shared.key = RandomKey(seed: options.seed, counter: 1 << 32)
    guard let url = options.output else { return nil }
    let directory = try RunDirectory(url)
    let checkpoint = Checkpoint(
      directory.checkpoint, model: model, optimizer: optimizer, loader: train,
      accumulation: options.accumulation)
    if options.resume, directory.hasCheckpoint {
      state = try checkpoint.load()
      RandomGenerator.shared.key = state.random
      say("resuming at iteration \(state.iteration) of \(options.iterations)")
    } else {
      if options.resume {
        say("\(url.path) has no checkpoint to resume from; starting at the beginning")
      }
      try directory.clear()
    }
    try directory.write(config: options.config)
    let log = try TrainingLog(directory.log, keeping: state.logByteCount)
    return Run(
      directory: directory, log: log,
      events: try EventFile(in: url, records: try LogRecord.read(directory.log)),
      checkpoint: checkpoint)
  }

  private func finish(_ run: Run?, _ end: TrainingResult.End) throws {
    switch end {
    case .interrupted:
      let place = "interrupted after iteration \(state.iteration) of \(options.iterations)"
      if let run {
        try save(run)
        say("\(place); everything is saved. Go on with: \(options.resumeCommand)")
      } else {
        say("\(place); nothing is saved because the run has no folder")
      }
    case .timeLimit: say("the time is up after iteration \(state.iteration)")
    case .patience:
      say(
        "no evaluation was better than that after iteration \(state.best?.iteration ?? 0); "
          + "ending after iteration \(state.iteration)")
    case .complete: break
    }
    if end != .interrupted, lastEvaluation == nil, let test {
      lastEvaluation = try evaluate(model, on: test)
    }
    guard let run else { return }
    if end != .interrupted {
      try writeModel(to: run.directory.model)
      try save(run)
    }
    if options.profile { try writeProfile(run.directory.profile) }
    guard options.plots else { return }
    try Plot.curves(of: run.directory.log, title: options.title, to: run.directory.curves)
    try Plot.statistics(of: run.directory.log, title: options.title, to: run.directory.statistics)
    try lastEvaluation?.confusion.plot(to: run.directory.confusion, title: options.title)
  }

  private func writeModel(to url: URL) throws {
    try SafetensorsFile.write(
      model.state,
      metadata: options.metadata.merging(["iterations": "\(state.iteration)"]) { own, _ in own },
      to: url)
  }

  private func writeProfile(_ url: URL) throws {
    let updates = profiler.events.count { $0.name == Self.updateSpan }
    if updates == 0 { return }
    try AtomicFile.write(profiler.chromeTrace, to: url)
    FileHandle.standardError.write(Data((ProfileTable(profiler, updates: updates).text).utf8))
    say("\(url.path) is for chrome://tracing or ui.perfetto.dev")
  }

  private func save(_ run: Run) throws {
    state.random = RandomGenerator.shared.key
    state.logByteCount = run.log.byteCount
    run.log.synchronize()
    try run.checkpoint.save(state)
  }

  // MARK: The loop

  private struct Stopped: Error {}

  private func loop(_ run: Run?, _ signal: StopSignal) throws -> TrainingResult.End {
    let progress = ProgressReporter(
      title: options.title, total: options.iterations, first: state.iteration,
      rate: (train.batchSize * options.accumulation, "samples"))
    defer { progress.finish() }
    let perEpoch = max(train.batchesPerEpoch / options.accumulation, 1)
    let evaluationInterval = max(options.evaluateEvery ?? perEpoch, 1)
    let logInterval = max(options.logEvery ?? options.iterations / 1000, 1)
    let timer = CheckpointTimer(every: options.checkpointEvery)
    let (started, before, first) = (ContinuousClock.now, state.seconds, state.iteration)
    var batches = TrainingBatches(train, startingAt: state.iteration * options.accumulation)
    while true {
      if state.isEvaluationDue {
        do { try evaluateNow(run, signal, progress) } catch is Stopped { return .interrupted }
      }
      if let patience = options.patience, state.evaluationsSinceBest >= patience {
        return .patience
      }
      if state.iteration >= options.iterations { return .complete }
      if signal.wasReceived { return .interrupted }
      if let limit = options.timeLimit, state.seconds >= limit {
        // What was learned is evaluated before the end.
        if test == nil || state.iteration.isMultiple(of: evaluationInterval) { return .timeLimit }
        state.isEvaluationDue = true
        do { try evaluateNow(run, signal, progress) } catch is Stopped { return .interrupted }
        return .timeLimit
      }
      if let run, timer.isDue(at: state.iteration) { try timer.measure { try save(run) } }
      if options.profile { profile(state.iteration - first) }
      let isLast = state.iteration + 1 == options.iterations
      let isLogged = (state.iteration + 1).isMultiple(of: logInterval) || isLast
      let layers = try Profiler.span(Self.updateSpan) {
        try update(&batches, wantsStatistics: isLogged && options.statistics)
      }
      state.iteration += 1
      state.seconds = before + (ContinuousClock.now - started) / .seconds(1)
      if isLogged { try logWindow(run, layers) }
      state.isEvaluationDue =
        test != nil && (state.iteration.isMultiple(of: evaluationInterval) || isLast)
      progress.update(
        state.iteration, note: state.trainLoss.map { String(format: "loss %.4f", $0) } ?? "")
    }
  }

  static let updateSpan = "update (all)"

  /// Ten updates, after some for the caches.
  private func profile(_ updatesMade: Int) {
    if updatesMade == 3 { profiler.start() }
    if updatesMade == 13 { profiler.stop() }
  }

  private func update(
    _ batches: inout TrainingBatches, wantsStatistics: Bool
  ) throws -> [String: LayerNumbers]? {
    optimizer.learningRate = baseRate * schedule.factor(state.iteration)
    let statistics = wantsStatistics ? LayerStatistics(model) : nil
    var gradients = Gradients()
    for _ in 0..<options.accumulation {
      let batch = try Profiler.span("waiting for data") { try batches.next() }
      let own = try self.gradients(batch)
      gradients = gradients.isEmpty ? own : gradients + own
    }
    if options.accumulation > 1 { gradients = gradients * (1 / Double(options.accumulation)) }
    if let limit = options.gradientNorm { gradients = gradients.clipped(toNorm: limit) }
    let layers = statistics?.numbers(gradients)
    Profiler.span("optimizer") { optimizer.update(model, with: gradients) }
    return layers
  }

  private func gradients(_ batch: Batch) throws -> Gradients {
    let logits = model(batch.samples)
    let loss = softmaxCrossEntropy(logits, batch.labels)
    let gradients = loss.gradients()
    let value = Double(loss.scalars(as: Float.self)[0])
    guard value.isFinite else {
      let source = NonFinite.source(in: model, batch.samples).map { ": \($0)" } ?? ""
      throw InputError(
        options.title,
        "the loss is \(value) at iteration \(state.iteration + 1)\(source); "
          + "try a smaller learning rate")
    }
    let correct = logits.detached.argmax(axis: 1).withUnsafeBytes { predicted in
      batch.labels.withUnsafeBytes { labels in
        zip(predicted.bindMemory(to: Int64.self), labels.bindMemory(to: Int64.self))
          .reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }
      }
    }
    state.window.add(meanLoss: value, correct: correct, samples: batch.indices.count)
    return gradients
  }

  private var epoch: Double {
    Double(state.iteration * options.accumulation) / Double(train.batchesPerEpoch)
  }

  private func logWindow(_ run: Run?, _ layers: [String: LayerNumbers]?) throws {
    state.trainLoss = state.window.meanLoss
    try run?.append(
      LogRecord(
        split: .train, iteration: state.iteration, epoch: epoch, loss: state.window.meanLoss,
        accuracy: state.window.accuracy, learningRate: optimizer.learningRate,
        seconds: state.seconds))
    state.window = TrainingState.Window()
    guard let layers else { return }
    try run?.append(
      LogRecord(
        split: .layers, iteration: state.iteration, epoch: epoch, layers: layers,
        seconds: state.seconds))
  }

  private func evaluateNow(
    _ run: Run?, _ signal: StopSignal, _ progress: ProgressReporter
  ) throws {
    guard let test else { return }
    let result = try Profiler.span("evaluation") {
      try evaluate(model, on: test, progress: nil) {
        if signal.wasReceived { throw Stopped() }
      }
    }
    lastEvaluation = result
    state.isEvaluationDue = false
    if state.note(accuracy: result.accuracy, loss: result.loss), let run {
      try writeModel(to: run.directory.best)
    }
    try run?.append(
      LogRecord(
        split: .test, iteration: state.iteration, epoch: epoch, loss: result.loss,
        accuracy: result.accuracy, top5Accuracy: result.top5Accuracy, seconds: state.seconds))
    progress.line(
      String(
        format: "epoch %.1f: train loss %.4f, test loss %.4f, test accuracy %.2f%%", epoch,
        state.trainLoss ?? .nan, result.loss, 100 * result.accuracy))
  }

  private func say(_ text: String) {
    FileHandle.standardError.write(Data("\(options.title): \(text)\n".utf8))
  }
}

/// The batches of a training, epoch after epoch.
private struct TrainingBatches {
  private let loader: DataLoader
  private var position: Int
  private var batches: Batches?

  /// `position`: batches that were used before.
  init(_ loader: DataLoader, startingAt position: Int) {
    self.loader = loader
    self.position = position
  }

  mutating func next() throws -> Batch {
    let (epoch, place) = position.quotientAndRemainder(dividingBy: loader.batchesPerEpoch)
    if batches == nil || place == 0 { batches = loader.epoch(epoch, startingAt: place) }
    position += 1
    guard let batch = try batches?.next() else {
      throw InputError("training data", "ended before its \(loader.batchesPerEpoch) batches")
    }
    return batch
  }
}
