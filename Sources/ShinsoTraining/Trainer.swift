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

  /// Trains until `iterations` updates are made or SIGINT or SIGTERM comes; then the state is saved
  /// and standard error told how to go on.
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
    defer { optimizer.learningRate = baseRate }
    let wasInterrupted = try loop(run, signal)
    try finish(run, wasInterrupted: wasInterrupted)
    return TrainingResult(
      iterations: state.iteration, trainLoss: state.trainLoss, test: lastEvaluation,
      wasInterrupted: wasInterrupted)
  }

  // MARK: Start and end

  /// What a run with a folder keeps open.
  private struct Run {
    let directory: RunDirectory
    let log: TrainingLog
    let checkpoint: Checkpoint
  }

  private func start() throws -> Run? {
    state = TrainingState()
    lastEvaluation = nil
    // Initializers of the same seed draw the first numbers; these are others.
    RandomGenerator.shared.key = RandomKey(seed: options.seed, counter: 1 << 32)
    guard let url = options.output else { return nil }
    let directory = try RunDirectory(url)
    let checkpoint = Checkpoint(
      directory.checkpoint, model: model, optimizer: optimizer, loader: train)
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
    return Run(
      directory: directory,
      log: try TrainingLog(directory.log, keeping: state.logByteCount), checkpoint: checkpoint)
  }

  private func finish(_ run: Run?, wasInterrupted: Bool) throws {
    if wasInterrupted {
      let end = "interrupted after iteration \(state.iteration) of \(options.iterations)"
      if let run {
        try save(run)
        say("\(end); everything is saved. Go on with: \(options.resumeCommand)")
      } else {
        say("\(end); nothing is saved because the run has no folder")
      }
    } else if lastEvaluation == nil, let test {
      lastEvaluation = try evaluate(model, on: test)
    }
    guard let run else { return }
    if !wasInterrupted {
      try SafetensorsFile.write(
        model.state,
        metadata: options.metadata.merging(["iterations": "\(state.iteration)"]) { own, _ in own },
        to: run.directory.model)
      try save(run)
    }
    guard options.plots else { return }
    try Plot.curves(of: run.directory.log, title: options.title, to: run.directory.curves)
    try lastEvaluation?.confusion.plot(to: run.directory.confusion, title: options.title)
  }

  private func save(_ run: Run) throws {
    state.random = RandomGenerator.shared.key
    state.logByteCount = run.log.byteCount
    run.log.synchronize()
    try run.checkpoint.save(state)
  }

  // MARK: The loop

  private struct Stopped: Error {}

  /// Returns whether a signal ended it.
  private func loop(_ run: Run?, _ signal: StopSignal) throws -> Bool {
    let progress = ProgressReporter(
      title: options.title, total: options.iterations, first: state.iteration,
      rate: (train.batchSize, "samples"))
    defer { progress.finish() }
    let evaluationInterval = max(options.evaluateEvery ?? train.batchesPerEpoch, 1)
    let logInterval = max(options.logEvery ?? options.iterations / 1000, 1)
    let timer = CheckpointTimer(every: options.checkpointEvery)
    let (started, before) = (ContinuousClock.now, state.seconds)
    var batches: Batches?
    while true {
      if state.isEvaluationDue {
        do { try evaluateNow(run, signal, progress) } catch is Stopped { return true }
      }
      if state.iteration >= options.iterations { return false }
      if signal.wasReceived { return true }
      if let run, timer.isDue(at: state.iteration) { try timer.measure { try save(run) } }
      let (epoch, position) = state.iteration.quotientAndRemainder(
        dividingBy: train.batchesPerEpoch)
      if batches == nil || position == 0 { batches = train.epoch(epoch, startingAt: position) }
      guard let batch = try batches?.next() else { return false }
      try update(batch)
      state.iteration += 1
      state.seconds = before + (ContinuousClock.now - started) / .seconds(1)
      let isLast = state.iteration == options.iterations
      if state.iteration.isMultiple(of: logInterval) || isLast { try logWindow(run) }
      state.isEvaluationDue =
        test != nil && (state.iteration.isMultiple(of: evaluationInterval) || isLast)
      progress.update(
        state.iteration, note: state.trainLoss.map { String(format: "loss %.4f", $0) } ?? "")
    }
  }

  private func update(_ batch: Batch) throws {
    optimizer.learningRate = baseRate * schedule.factor(state.iteration)
    let logits = model(batch.samples)
    let loss = softmaxCrossEntropy(logits, batch.labels)
    optimizer.update(model, with: loss.gradients())
    let value = Double(loss.scalars(as: Float.self)[0])
    guard value.isFinite else {
      throw InputError(
        options.title,
        "the loss is \(value) at iteration \(state.iteration + 1); try a smaller learning rate")
    }
    let correct = logits.detached.argmax(axis: 1).withUnsafeBytes { predicted in
      batch.labels.withUnsafeBytes { labels in
        zip(predicted.bindMemory(to: Int64.self), labels.bindMemory(to: Int64.self))
          .reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }
      }
    }
    state.window.add(meanLoss: value, correct: correct, samples: batch.indices.count)
  }

  private var epoch: Double { Double(state.iteration) / Double(train.batchesPerEpoch) }

  private func logWindow(_ run: Run?) throws {
    state.trainLoss = state.window.meanLoss
    try run?.log.append(
      LogRecord(
        split: .train, iteration: state.iteration, epoch: epoch, loss: state.window.meanLoss,
        accuracy: state.window.accuracy, learningRate: optimizer.learningRate,
        seconds: state.seconds))
    state.window = TrainingState.Window()
  }

  private func evaluateNow(
    _ run: Run?, _ signal: StopSignal, _ progress: ProgressReporter
  ) throws {
    guard let test else { return }
    let result = try evaluate(model, on: test, progress: nil) {
      if signal.wasReceived { throw Stopped() }
    }
    lastEvaluation = result
    state.isEvaluationDue = false
    try run?.log.append(
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
