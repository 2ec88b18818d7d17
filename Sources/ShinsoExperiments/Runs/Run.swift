import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// One run of a system's `train`: its folder, its seed, and what it leaves behind.
public final class Run {
  public let about: About
  /// The names in the run's folder.
  public let folder: RunFolder
  public private(set) var seed: UInt64
  public let plots: Bool
  /// Every option of the command with its value.
  private let record: OptionRecord
  /// How the program was started, for telling how to resume.
  private let program: String
  private let arguments: [String]
  private let resumesBySameCommand: Bool
  private let phaseName: String?
  /// Of a run that does not leave its folder to one trainer.
  private var locked: RunFolder?
  private var hasBegun = false

  /// - Parameters:
  ///   - record: of all options of the command.
  ///   - program: the name or path by which the program was started.
  ///   - arguments: the command's words.
  ///   - resumesBySameCommand: whether that command goes on by itself, without `--resume`.
  /// - Throws: `InputError` if the folder holds a run to be resumed that was made otherwise.
  public init(
    _ about: About, _ record: OptionRecord, program: String = "shinso", arguments: [String],
    resumesBySameCommand: Bool = false
  ) throws {
    self.about = about
    self.record = record
    self.program = program
    self.arguments = arguments
    self.resumesBySameCommand = resumesBySameCommand
    folder = RunFolder(Self.scratch ?? URL(filePath: record["output"]?.text ?? "runs/\(about.id)"))
    seed = record["seed"].flatMap { UInt64($0.text) } ?? Self.usualSeed
    plots = record["plot"] != nil
    phaseName = nil
    if resumes { try checkResumption() }
    if record["overwrite"] == nil, let other = formerSystem, other != about.id {
      throw InputError(
        folder.url.relativePath,
        "holds a run of \(other), which one of \(about.id) would write over; name another folder by "
          + "-o, or give --overwrite")
    }
    if record["overwrite"] == nil, let file = foreignFile {
      throw InputError(
        file.relativePath,
        "is not of a run of shinso, and a run writes such a file; name another folder by -o, or give "
          + "--overwrite")
    }
  }

  /// Where ranks train together, only the first one has the run's folder: what the others write is
  /// nobody's.
  private static var scratch: URL? {
    Ranks.writes
      ? nil : FileManager.default.temporaryDirectory.appending(path: "shinso-\(UUID().uuidString)")
  }

  deinit {
    if !Ranks.writes, phaseName == nil { try? FileManager.default.removeItem(at: folder.url) }
  }

  /// Whose run the folder holds; nil if none says so.
  private var formerSystem: String? {
    (try? RunConfiguration(contentsOf: folder.config))?.system
      ?? (try? SafetensorsFile(folder.model))?.metadata["system"]
  }

  /// What a run would remove or write over, in a folder that no run left; nil if there is none.
  private var foreignFile: URL? {
    let isRun =
      (try? RunConfiguration(contentsOf: folder.config)) != nil
      || (try? SafetensorsFile(folder.model))?.metadata["system"] != nil
      || folder.hasBegun
    return isRun ? nil : folder.firstToRemove
  }

  private init(phase name: String, of run: Run) {
    about = run.about
    record = run.record
    program = run.program
    arguments = run.arguments
    resumesBySameCommand = run.resumesBySameCommand
    folder = RunFolder(run.folder.phases.appending(path: name))
    seed = run.seed
    plots = run.plots
    phaseName = name
  }

  /// Whether it goes on where an earlier one stopped.
  public var resumes: Bool { record["resume"] != nil }

  /// `lenet on mnist-5k`
  public var title: String {
    let data = record["data"].map { " on \(DataName($0.text).title)" } ?? ""
    return about.id + data + (phaseName.map { ", \($0)" } ?? "")
  }

  /// Takes the seed that the files of a system name, unless `--seed` says another than the usual one.
  public func take(seed named: UInt64?) {
    if let named, seed == Self.usualSeed { seed = named }
  }

  private static let usualSeed: UInt64 = 1

  /// Starts the random numbers anew, before a network is made.
  public func seedInitializers() {
    RandomGenerator.shared.key = RandomKey(seed: seed, counter: 0)
  }

  /// Draws what `--plot` asks for. A finished training does not fail because a picture does.
  public func draw(_ pictures: () throws -> Void) {
    guard plots, Ranks.writes else { return }
    do { try pictures() } catch {
      Console.note("\(title): warning: a picture is missing: \(error)")
    }
  }

  // MARK: Trainings

  /// A part of the training with a folder and a checkpoint of its own, such as the pretraining of one
  /// layer. A resumed run goes on in the phase where it stopped: the ones before are loaded, not
  /// trained again.
  public func phase(_ name: String) throws -> Run {
    try begin()
    return Run(phase: name, of: self)
  }

  /// Trains by updates, with log, checkpoints and the rest, and prints the closing lines.
  ///
  /// - Parameters:
  ///   - metadata: goes into the model's file: whatever `evaluate` and `predict` need.
  ///   - extensions: what the system does besides, such as a sample after each epoch.
  /// - Throws: `Interrupted` if a signal ended it.
  @discardableResult
  public func train(
    _ updater: any Updater, _ plan: TrainingPlan, metadata: [String: String] = [:],
    extensions: [any TrainerExtension] = []
  ) throws -> TrainingResult {
    var settled = record.recorded
    let isWhole = phaseName == nil
    // A system without `LengthOptions` has options of its own, which stay as they are.
    let hasLength = isWhole && record.declared.contains("iterations")
    if hasLength {
      settled["iterations"] = .number("\(plan.updates)")
      settled["epochs"] = nil
    }
    var all = extensions
    if let patience = plan.patience { all.insert(Patience(patience), at: 0) }
    all.insert(Evaluations(every: plan.evaluateEvery, atStart: plan.evaluatesAtStart), at: 0)
    if plots { all.append(Curves()) }
    if isWhole {
      if !resumes, !hasBegun {
        try reserve()
        try folder.removePhases()
      }
      // The trainer takes the folder itself.
      locked = nil
    }
    let result = try Trainer(
      updater, options: options(plan, settled, metadata), extensions: all
    ).run()
    if isWhole {
      locked = try RunFolder(locking: folder.url)
      hasBegun = true
    }
    if let signal = result.signal { throw Interrupted(signal: signal) }
    if result.end == .timeLimit, hasLength {
      // A time limit is not reproducible, so the number of updates that were made is recorded.
      if record.declared.contains("scheduleLength"), settled["scheduleLength"] == nil {
        settled["scheduleLength"] = settled["iterations"]
      }
      settled["iterations"] = .number("\(max(result.iterations, 1))")
      settled["timeLimit"] = nil
      try AtomicFile.write(configuration(settled), to: folder.config)
    }
    tell(result, of: updater.evaluatesTrainingSamples ? .trainEvaluation : .test)
    return result
  }

  private func options(
    _ plan: TrainingPlan, _ settled: OptionRecord, _ metadata: [String: String]
  ) throws -> TrainerOptions {
    TrainerOptions(
      iterations: plan.updates, output: Ranks.writes ? folder.url : nil,
      // A phase that never began starts at its beginning.
      resume: resumes && (phaseName == nil || folder.hasCheckpoint), seed: seed,
      checkpointEvery: plan.checkpointEvery, logEvery: plan.logEvery, timeLimit: plan.timeLimit,
      mayDiverge: plan.mayDiverge, plots: plots, title: title,
      resumeCommand: resumeCommand, config: try configuration(settled),
      metadata: self.metadata(metadata, patience: plan.patience))
  }

  /// The closing lines; those of a phase are not a result.
  private func tell(_ result: TrainingResult, of split: LogRecord.Split) {
    guard let test = result.test, let (metric, value) = test.values.first else { return }
    let tell = phaseName == nil ? Console.result : { Console.note("\(self.title): \($0)") }
    let samples = test.samples > 0 ? " (\(counted(test.samples, "sample")))" : ""
    tell("\(split.title) \(metric.title): \(metric.text(value))\(samples)")
    guard let best = result.best, best.iteration != result.iterations,
      let value = best.scores[metric]
    else { return }
    tell(
      "best \(split.title) \(metric.title): \(metric.text(value)) after iteration \(best.iteration) "
        + "(\(folder.best.relativePath))")
  }

  // MARK: Results of other trainings

  /// Makes the run's folder and takes it for this process. What an earlier run left stays until this
  /// one begins, so that systems may call it before they compute what may fail.
  ///
  /// - Throws: `InputError` naming what cannot be written, before any time is spent.
  public func reserve() throws {
    if locked == nil, phaseName == nil { locked = try RunFolder(locking: folder.url) }
  }

  /// Takes the run's folder; what an earlier run left goes, unless this one resumes it. Systems that
  /// train by ``train(_:_:metadata:extensions:)`` alone need not call it.
  public func begin() throws {
    if hasBegun || phaseName != nil { return }
    try reserve()
    if resumes {
      if !exists(folder.phases) { try folder.checkForRemains() }
    } else {
      try folder.removePhases()
      try folder.clear()
    }
    try folder.write(config: configuration(record.recorded))
    hasBegun = true
  }

  private func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

  /// Leaves a model that was not trained by updates, or that several phases made.
  public func finish(
    _ tensors: [NamedTensor], metadata: [String: String] = [:], scores: Scores = Scores()
  ) throws {
    try begin()
    var all = self.metadata(metadata, patience: nil)
    if !scores.isEmpty { all["scores"] = scores.json }
    try SafetensorsFile.write(tensors, metadata: all, to: folder.model)
    try folder.markFinished()
  }

  private func metadata(_ own: [String: String], patience: Int?) -> [String: String] {
    var all = own
    all["system"] = about.id
    all["seed"] = "\(seed)"
    for name in ["data", "root"] { all[name] = record.recorded[name]?.text }
    all["patience"] = patience.map(String.init)
    return all
  }

  private func configuration(_ record: OptionRecord) throws -> Data {
    try RunConfiguration(system: about.id, options: record).data
  }

  // MARK: Resuming

  private var resumeCommand: String {
    resumesBySameCommand
      ? ([program] + arguments).map(ShellWords.quoted).joined(separator: " ")
      : ShellWords.resuming(program, arguments)
  }

  /// What a training throws that a signal stopped; says how to go on.
  ///
  /// - Parameter place: where it stopped, as `after 12 of 240 images`.
  func interrupted(_ signal: Int32, _ place: String) -> Interrupted {
    Console.note(
      "\(title): interrupted \(place); everything is saved. Resume with: "
        + resumeCommand)
    return Interrupted(signal: signal)
  }

  /// A run goes on as it began, or its end would be of neither kind.
  private func checkResumption() throws {
    guard exists(folder.config) else { return }
    let saved = try RunConfiguration(contentsOf: folder.config)
    guard saved.system == about.id else {
      throw InputError(
        folder.url.relativePath, "holds a run of \(saved.system); name another folder by -o")
    }
    guard folder.hasCheckpoint || exists(folder.phases) else { return }
    if let (name, now, then) = try record.difference(from: saved.options, in: folder.config) {
      throw InputError(
        "--\(OptionRecord.optionName(name))",
        "is \(now ?? "not given"), but the run in \(folder.url.relativePath) has "
          + "\(then ?? "none"); use the same options or start again without --resume")
    }
  }
}
