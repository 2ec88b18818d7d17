import Foundation
import ShinsoFormats
import ShinsoTensor

/// Makes updates and runs extensions between them: log, evaluations, checkpoints, pictures. A run
/// that was stopped or killed at any moment and is resumed ends with the same weights, bit by bit, as
/// one that was not.
///
/// ```swift
/// let updater = ClassificationUpdater(
///   model, SGD(learningRate: 0.01, momentum: 0.9), train: train, test: test)
/// let options = TrainerOptions(iterations: 10_000, output: URL(filePath: "runs/lenet"))
/// let result = try Trainer(updater, options: options).run()
/// ```
public final class Trainer {
  public let updater: any Updater
  public let options: TrainerOptions
  /// The extension that evaluates.
  public private(set) var evaluations: Evaluations?
  /// The run's folder, while it runs.
  public private(set) var folder: RunFolder?
  private let log: LogWriter
  private let progress = Progress()
  private let extensions: [any TrainerExtension]
  private var state = TrainingState()
  private var files: RunFiles?
  private var signal: StopSignal?
  private var stopReason: TrainingResult.End?
  /// Wraps each update; for profiles.
  var measure: (() throws -> Scores) throws -> Scores = { try $0() }

  /// - Parameter extensions: run after the log, in this order, before checkpoints are saved. Among
  ///   them an ``Evaluations``; if there is none, one that evaluates after every epoch is added.
  public init(
    _ updater: any Updater, options: TrainerOptions, extensions: [any TrainerExtension] = []
  ) {
    self.updater = updater
    self.options = options
    log = LogWriter(every: options.logInterval)
    var own = extensions
    if !own.contains(where: { $0 is Evaluations }) { own.insert(Evaluations(), at: 0) }
    evaluations = own.lazy.compactMap { $0 as? Evaluations }.first
    self.extensions =
      [log, progress] + own + [Checkpoints(every: options.checkpointEvery)]
  }

  // MARK: What extensions use

  /// Updates made.
  public var iteration: Int { state.iteration }

  /// Passes over the data, with fractions.
  public var epoch: Double { Double(state.iteration) / Double(max(updater.updatesPerEpoch, 1)) }

  /// The scores in the last line of the log.
  public var trainScores: Scores? { log.trainScores }

  /// Ends the training after this update.
  public func stop(_ reason: TrainingResult.End) { stopReason = reason }

  /// Throws if a signal came; the trainer then saves and ends.
  public func checkForStop() throws { if signal?.received != nil { throw Stopped() } }

  /// A line that stays above the progress bar. Unless `always`, lines that come more often than every
  /// two seconds are left out where the output is no terminal.
  public func line(_ text: String, always: Bool = false) {
    progress.reporter?.line(text, always: always)
  }

  /// A line on standard error, with the run's title. A terminal that is gone must not end the
  /// training.
  public func say(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\(options.title): \(text)\n".utf8))
  }

  /// Appends a line to the log and to TensorBoard's events.
  public func log(
    _ split: LogRecord.Split, _ scores: Scores, readings: [(name: String, value: Double)] = []
  ) throws {
    try files?.append(
      LogRecord(
        split: split, iteration: state.iteration, epoch: epoch, scores: scores,
        readings: readings, seconds: state.seconds))
  }

  func log(_ report: LayerReport) throws {
    try files?.append(
      LogRecord(
        iteration: state.iteration, epoch: epoch, report: report, seconds: state.seconds))
  }

  /// Writes a checkpoint, which counts once the next update has proved its weights good.
  func save() throws { try files?.save(&state, extensions) }

  func writeModel(to url: URL) throws {
    try SafetensorsFile.write(
      updater.exported,
      metadata: options.metadata.merging(["iterations": "\(state.iteration)"]) { own, _ in own },
      to: url)
  }

  // MARK: The run

  /// Trains until `iterations` updates are made, or an extension or the time limit ends it, or SIGINT,
  /// SIGTERM or SIGHUP comes; then the state is saved and standard error told how to go on.
  ///
  /// - Throws: `InputError` for a folder that cannot be written or that another training writes into
  ///   (before training starts), a checkpoint that does not fit, a sample that cannot be read, a loss
  ///   or a gradient that is not finite: then that update is not made and nothing is saved.
  public func run() throws -> TrainingResult {
    guard updater.updatesPerEpoch > 0 else {
      throw InputError("training data", "do not fill a single batch")
    }
    defer { (files, folder, signal) = (nil, nil, nil) }
    try start()
    signal = StopSignal()
    let end = try loop()
    try finish(end)
    return TrainingResult(
      iterations: state.iteration, train: log.trainScores, test: evaluations?.last,
      best: evaluations?.best, end: end,
      signal: end == .interrupted ? signal?.received : nil)
  }

  private func start() throws {
    state = TrainingState()
    state.started = Date().timeIntervalSince1970
    // Initializers of the same seed draw the first numbers; these are others.
    RandomGenerator.shared.key = RandomKey(seed: options.seed, counter: 1 << 32)
    guard let url = options.output else { return }
    let folder = try RunFolder(locking: url)
    let checkpoint = Checkpoint(updater)
    if options.resume, folder.hasCheckpoint {
      state = try checkpoint.load(folder.checkpoint, extensions)
      try folder.restoreBest(exists: evaluations?.best != nil)
      RandomGenerator.shared.key = state.random
      say("resuming at iteration \(state.iteration) of \(options.iterations)")
    } else {
      if options.resume {
        try folder.checkForRemains()
        say("\(url.path) has no checkpoint to resume from; starting at the beginning")
      }
      try folder.clear()
    }
    try folder.write(config: options.config)
    files = try RunFiles(folder, checkpoint, state)
    self.folder = folder
  }

  /// Trains, saves, and makes what belongs to a run's end alone.
  private func loop() throws -> TrainingResult.End {
    for one in extensions { try one.begin(self) }
    defer { progress.finish() }
    let end: TrainingResult.End
    do { end = try updates() } catch is Stopped { end = .interrupted }
    try save()
    try files?.publish()
    if end == .interrupted { return end }
    do { for one in extensions { try one.end(self) } } catch is Stopped { return .interrupted }
    return end
  }

  /// A signal came.
  private struct Stopped: Error {}

  private func updates() throws -> TrainingResult.End {
    let (started, before) = (ContinuousClock.now, state.seconds)
    // What was to come after the checkpoint's update.
    try runExtensions(from: state.nextExtension)
    while true {
      if let stopReason { return stopReason }
      if state.iteration >= options.iterations { return .complete }
      try checkForStop()
      if let limit = options.timeLimit, state.seconds >= limit { return .timeLimit }
      for one in extensions { try one.prepare(self) }
      do {
        log.add(try measure { try updater.update(state.iteration) })
      } catch let error as Diverged {
        throw failure(error)
      }
      // The weights that were saved before this update are good: they gave finite gradients.
      try files?.publish()
      state.iteration += 1
      state.seconds = before + (ContinuousClock.now - started) / .seconds(1)
      try runExtensions(from: 0)
    }
  }

  private func runExtensions(from first: Int) throws {
    for index in extensions.indices.dropFirst(first) {
      guard state.iteration > 0,
        extensions[index].trigger.fires(
          after: state.iteration, updatesPerEpoch: updater.updatesPerEpoch)
      else { continue }
      state.nextExtension = index
      // A checkpoint is of the moment after itself.
      if extensions[index] is Checkpoints { state.nextExtension = index + 1 }
      try extensions[index].run(self)
    }
    state.nextExtension = extensions.count
  }

  private func finish(_ end: TrainingResult.End) throws {
    let place = "after iteration \(state.iteration)"
    switch end {
    case .interrupted:
      say(
        files == nil
          ? "interrupted \(place) of \(options.iterations); nothing is saved because the run has no "
            + "folder"
          : "interrupted \(place) of \(options.iterations); everything is saved. Go on with: "
            + options.resumeCommand)
    case .timeLimit: say("the time is up \(place)")
    case .patience:
      say(
        "no evaluation was better than that after iteration \(evaluations?.best?.iteration ?? 0); "
          + "ending \(place)")
    case .complete: break
    }
    if end != .interrupted, let folder { try writeModel(to: folder.model) }
  }

  /// How a training that left the finite numbers ends.
  private func failure(_ error: Diverged) -> InputError {
    let place = error.source.map { ": \($0)" } ?? ""
    let checkpoint = files?.savedIteration.map { ", with --resume from iteration \($0) on" } ?? ""
    return InputError(
      options.title,
      "\(error.what) at iteration \(state.iteration + 1)\(place); try a smaller learning rate\(checkpoint)"
    )
  }
}
