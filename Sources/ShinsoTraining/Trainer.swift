import Foundation
import ShinsoFormats
import ShinsoTensor

/// Makes updates and runs extensions between them: log, evaluations, checkpoints, plots. A run that
/// is stopped or killed at any moment and then resumed ends with bit-for-bit the same weights as
/// one that was not interrupted.
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
  /// The extension that evaluates on the held-out data.
  public private(set) var evaluations: Evaluations?
  /// The run's folder while the run is active.
  public private(set) var folder: RunFolder?
  let log: LogWriter
  private let progress = Progress()
  let extensions: [any TrainerExtension]
  var state = TrainingState()
  var files: RunFiles?
  var signal: StopSignal?
  var stopReason: TrainingResult.End?
  private var divergence: Diverged?
  /// The others that make each update together with this process.
  let ranks: Ranks?
  /// A signal that one of the ranks has received.
  var sharedSignal: Int32?
  /// Whether a checkpoint is to be saved once all ranks know it.
  var wantsCheckpoint = false
  var savesWithOthers: Bool { ranks != nil && !worksAlone }
  /// While ranks do not wait for each other.
  var worksAlone = false
  /// Wraps each update; for profiles.
  var measure: (() throws -> Scores) throws -> Scores = { try $0() }

  /// - Parameter extensions: run in this order, after the log and before checkpoints are saved. If
  ///   they do not include an ``Evaluations``, one that evaluates after every epoch is added.
  public init(
    _ updater: any Updater, options: TrainerOptions, extensions: [any TrainerExtension] = []
  ) {
    self.updater = updater
    self.options = options
    ranks = updater.isShared ? Ranks.current : nil
    log = LogWriter(every: options.logInterval)
    var own = extensions
    if !own.contains(where: { $0 is Evaluations }) { own.insert(Evaluations(), at: 0) }
    evaluations = own.lazy.compactMap { $0 as? Evaluations }.first
    self.extensions =
      [log, progress] + own + [Checkpoints(every: options.checkpointEvery)]
  }

  // MARK: What extensions use

  /// The number of updates made.
  public var iteration: Int { state.iteration }

  /// The number of passes over the data, including fractions.
  public var epoch: Double { updater.epochs(after: state.iteration) }

  /// The scores in the last line of the log.
  public var trainScores: Scores? { log.trainScores }

  /// Ends the training after this update.
  public func stop(_ reason: TrainingResult.End) { stopReason = reason }

  /// Throws if a signal has been received; the trainer then saves and ends.
  public func checkForStop() throws {
    if signal?.received ?? sharedSignal != nil { throw Stopped() }
  }

  /// Prints a line that stays above the progress bar. If the output is not a terminal, lines that
  /// follow within two seconds are dropped unless `always` is set.
  public func line(_ text: String, always: Bool = false) {
    progress.reporter?.line(text, always: always)
  }

  /// Prints a line on standard error with the run's title. Training must not stop because the
  /// terminal has been closed.
  public func say(_ text: String) {
    if Console.isSilent { return }
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

  /// Writes a checkpoint, which takes effect once the next update has shown that its weights are
  /// good.
  func save() throws {
    guard let ranks, !worksAlone else {
      try files?.save(&state, extensions)
      return
    }
    let all = try ranks.gather(RankState(updater).data)
    _ = try ranks.fromFirst(bytes: {
      try files?.save(&state, extensions, ofRanks: all)
      return Data()
    })
  }

  func writeModel(to url: URL) throws {
    try SafetensorsFile.write(
      updater.exported,
      metadata: options.metadata.merging(["iterations": "\(state.iteration)"]) { own, _ in own },
      to: url)
  }

  // MARK: The run

  /// Trains until `iterations` updates are made, the updater has converged, an extension or the time
  /// limit ends it, or SIGINT, SIGTERM or SIGHUP is received. After a signal, the state is saved and
  /// the command to resume is printed on standard error.
  ///
  /// - Throws: `InputError` if the folder cannot be written or another training is using it (both
  ///   before training starts), a checkpoint does not fit, a sample cannot be read, or a loss or
  ///   gradient is not finite and may not be. In the last case that update is not made and nothing
  ///   is saved.
  public func run() throws -> TrainingResult {
    if !updater.isShared, let ranks = Ranks.current { return try runOnFirst(of: ranks) }
    return try runHere()
  }

  func runHere() throws -> TrainingResult {
    guard updater.updatesPerEpoch > 0 else {
      throw InputError("training data", "has too few samples for a single batch")
    }
    defer { (files, folder, signal) = (nil, nil, nil) }
    // Before there are files by which others see that it trains, and may stop it.
    signal = StopSignal()
    try start()
    let end = try loop()
    try finish(end)
    return TrainingResult(
      iterations: state.iteration, train: log.trainScores, test: evaluations?.last,
      best: evaluations?.best, end: end,
      signal: end == .interrupted ? signal?.received ?? sharedSignal : nil)
  }

  private func start() throws {
    state = TrainingState()
    state.started = Date().timeIntervalSince1970
    (state.ranks, state.total) = (ranks?.count ?? 1, options.iterations)
    // Initializers with the same seed use the first numbers of the stream; this skips them.
    RandomGenerator.shared.key = RandomKey(seed: options.seed, counter: 1 << 32)
    if let ranks {
      try start(ranks)
    } else {
      try startAlone()
    }
  }

  func startAlone() throws {
    guard let url = options.output else { return }
    let folder = try RunFolder(locking: url)
    let checkpoint = Checkpoint(updater)
    if options.resume, folder.hasCheckpoint {
      state = try checkpoint.load(folder.checkpoint, extensions)
      adapt()
      try checkProgress()
      try folder.restoreBest(exists: evaluations?.best != nil)
      RandomGenerator.shared.key = state.random
    } else {
      if options.resume {
        try folder.checkForRemains()
        say("\(url.path) has no checkpoint to resume from; starting from the beginning")
      }
      try folder.clear()
    }
    try folder.write(config: options.config)
    files = try RunFiles(folder, checkpoint, state)
    self.folder = folder
  }

  /// Says where a resumed run stands.
  ///
  /// - Throws: `InputError` if it is past what is asked for: weights of earlier updates are gone.
  private func checkProgress() throws(InputError) {
    let (made, wanted) = (state.iteration, options.iterations)
    guard made <= wanted else {
      throw InputError(
        options.title,
        "has made \(made) updates already, more than the \(wanted) asked for; nothing was changed. "
          + "To train on, ask for more than \(made)")
    }
    say(
      made < wanted
        ? "resuming at iteration \(made) of \(wanted)"
        : "has made all \(wanted) updates already; to train on, ask for more")
  }

  /// Trains, saves, and writes the results that are made only at the end of a run.
  private func loop() throws -> TrainingResult.End {
    defer { progress.finish() }
    let end: TrainingResult.End
    do {
      for one in extensions where runs(one) { try one.begin(self) }
      end = try updates()
    } catch is Stopped {
      end = .interrupted
      // An evaluation that one of them broke off ended for all.
      if let ranks, !Ranks.areAsynchronous { try agree(ranks) }
    }
    // After a divergence, statistics of batch norms are damaged: a resumed run goes there again.
    if end != .diverged {
      try save()
      try files?.publish()
    }
    if end == .interrupted { return end }
    do { for one in extensions where runs(one) { try one.end(self) } } catch is Stopped {
      if let ranks, !Ranks.areAsynchronous { try agree(ranks) }
      return .interrupted
    }
    return end
  }

  /// A signal was received.
  struct Stopped: Error {}

  private func updates() throws -> TrainingResult.End {
    let (started, before) = (ContinuousClock.now, state.seconds)
    // Run the extensions that still had to run after the checkpoint's update.
    try runExtensions(from: state.nextExtension)
    if Ranks.areAsynchronous, let ranks, let shared = updater as? any AsynchronousUpdater {
      return try updates(of: shared, ranks)
    }
    while true {
      if let limit = options.timeLimit, state.seconds >= limit, stopReason == nil {
        stopReason = .timeLimit
      }
      if let ranks { try agree(ranks) }
      if let stopReason { return stopReason }
      if updater.hasConverged { return .converged }
      if state.iteration >= options.iterations { return .complete }
      // A signal that came since they agreed is known to one alone.
      if ranks == nil { try checkForStop() } else if sharedSignal != nil { throw Stopped() }
      for one in extensions where runs(one) { try one.prepare(self) }
      do {
        log.add(try measure { try updater.update(state.iteration) })
      } catch let error as Diverged {
        guard options.mayDiverge else { throw failure(error) }
        divergence = error
        return .diverged
      }
      // The weights that were saved before this update are good, because their gradients are
      // finite.
      try files?.publish()
      state.iteration += 1
      state.seconds = before + (ContinuousClock.now - started) / .seconds(1)
      try runExtensions(from: 0)
    }
  }

  /// Whether this process runs it: what is written and printed comes from the first rank.
  func runs(_ one: any TrainerExtension) -> Bool {
    ranks?.isFirst ?? true || !Ranks.areAsynchronous && one is Evaluations
  }

  /// - Parameter last: the iteration before, if it is not the one before this.
  func runExtensions(from first: Int, since last: Int? = nil) throws {
    let passed = min((last ?? state.iteration - 1) + 1, state.iteration)...state.iteration
    for index in extensions.indices.dropFirst(first) {
      guard state.iteration > 0, runs(extensions[index]),
        passed.contains(where: {
          extensions[index].trigger.fires(after: $0, updatesPerEpoch: updater.updatesPerEpoch)
        })
      else { continue }
      state.nextExtension = index
      // A checkpoint describes the moment after it was saved.
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
          ? "interrupted \(place) of \(options.iterations); nothing is saved because the run has "
            + "no folder"
          : "interrupted \(place) of \(options.iterations); everything is saved. Resume with: "
            + options.resumeCommand)
    case .timeLimit: say("the time limit was reached \(place)")
    case .patience:
      say(
        "no evaluation was better than that after iteration \(evaluations?.best?.iteration ?? 0); "
          + "ending \(place)")
    case .converged: say("converged \(place); further updates would change nothing")
    case .diverged:
      say("\(divergence?.what ?? "it diverged") at iteration \(state.iteration + 1); ending")
    case .target: say("the target was reached \(place)")
    case .complete: break
    }
    if end != .interrupted, let folder { try writeModel(to: folder.model) }
  }

  /// The error for a training that has diverged.
  private func failure(_ error: Diverged) -> InputError {
    let place = error.source.map { ": \($0)" } ?? ""
    let saved = files?.savedIteration.map { " (iteration \($0) is saved)" } ?? ""
    return InputError(
      options.title,
      "\(error.what) at iteration \(state.iteration + 1)\(place); try a smaller learning rate\(saved)"
    )
  }
}
