import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// A training by the Trainer as a system's `train` wants it: the run's folder, the model file with
/// its metadata, the closing lines.
struct TrainingRun {
  let system: String
  /// Settled.
  let request: Request
  let folder: URL

  /// - Parameter request: a settled one.
  /// - Throws: `InputError` if the folder holds a run to be resumed that was made otherwise.
  init(_ system: String, _ request: Request) throws {
    self.system = system
    self.request = request
    folder = RunFolder.url(request, system)
    if request.resume { try checkResumption() }
  }

  /// Trains for as many updates as the request asks for, or else `recipe`.
  ///
  /// - Parameter heldOut: the pictures that `test` is made of, to be listed in the folder.
  @discardableResult
  func run(
    _ model: any TensorLayer, train: DataLoader, test: DataLoader?, recipe: Length,
    metadata: [String: String], heldOut: [URL] = []
  ) throws -> TrainingResult {
    let data = request.data ?? ""
    if train.dataset.count == 0 || train.batchesPerEpoch == 0 {
      throw InputError(
        data,
        "has \(train.dataset.count) samples for training, fewer than a batch of \(train.batchSize)")
    }
    var settled = request
    settled.iterations = try iterations(train, recipe)
    settled.epochs = nil
    var options = try self.options(settled)
    options.metadata = metadata.merging(self.metadata(data)) { own, _ in own }
    try RunFolder.prepare(folder)
    let optimizer = settled.makeOptimizer()
    let schedule = settled.scheduleKind.make(
      total: settled.scheduleLength ?? options.iterations, warmUp: settled.warmUp ?? 0)
    let result = try Trainer(
      model, optimizer: optimizer, schedule: schedule, train: train, test: test, options: options
    ).run()
    // Not before: the Trainer refuses a folder that another training writes into.
    if !request.resume { try RunFolder.removeExtras(folder) }
    if !heldOut.isEmpty {
      try AtomicFile.write(
        Data(heldOut.map { $0.path + "\n" }.joined().utf8), to: RunFolder.heldOut(folder))
    }
    if let signal = result.signal { throw Interrupted(signal: signal) }
    if result.end == .timeLimit {
      // The clock does not strike at the same update twice; so many updates are the same run.
      settled.scheduleLength = settled.scheduleLength ?? settled.iterations
      settled.iterations = max(result.iterations, 1)
      settled.timeLimit = nil
      try write(settled)
    }
    try tell(result)
    return result
  }

  /// How long a recipe trains.
  enum Length {
    case updates(Int)
    case epochs(Int)
  }

  /// - Throws: `InputError` for more than can be meant.
  private func iterations(_ loader: DataLoader, _ recipe: Length) throws -> Int {
    if let iterations = request.iterations { return iterations }
    let epochs: Int
    switch (request.epochs, recipe) {
    case (let given?, _): epochs = given
    case (nil, .epochs(let own)): epochs = own
    case (nil, .updates(let own)): return own
    }
    let (batches, overflow) = epochs.multipliedReportingOverflow(by: loader.batchesPerEpoch)
    let updates = max(batches / (request.accumulate ?? 1), 1)
    guard !overflow, updates <= Request.mostUpdates else {
      throw InputError("--epochs \(epochs)", "makes more than \(Request.mostUpdates) updates")
    }
    return updates
  }

  private func options(_ settled: Request) throws -> TrainerOptions {
    var options = TrainerOptions(
      iterations: settled.iterations ?? 1, output: folder, plots: settled.plots,
      resume: settled.resume, seed: settled.effectiveSeed,
      title: "\(system) on \(DataName.short(settled.data ?? ""))",
      resumeCommand: ShellWords.resuming(settled.arguments))
    options.accumulation = settled.accumulate ?? 1
    options.gradientNorm = settled.clipNorm
    options.gradientValue = settled.clipValue
    options.weightAverage = settled.average
    options.plateau = settled.scheduleKind.plateau
    options.evaluateEvery = settled.evaluateEvery
    options.patience = settled.patience
    options.timeLimit = settled.timeLimit
    options.statistics = settled.statistics
    options.profile = settled.profile
    options.checkpointEvery = settled.checkpointEvery
    options.config = try RunConfiguration(system: system, options: settled).data
    return options
  }

  private func metadata(_ data: String) -> [String: String] {
    var metadata = ["system": system, "data": data, "seed": "\(request.effectiveSeed)"]
    metadata["patience"] = request.patience.map(String.init)
    return metadata
  }

  private func write(_ settled: Request) throws {
    try AtomicFile.write(
      RunConfiguration(system: system, options: settled).data, to: RunFolder.config(folder))
  }

  /// The closing lines.
  private func tell(_ result: TrainingResult) throws {
    guard let test = result.test else { return }
    Console.result(
      String(format: "test accuracy: %.2f%% (%d samples)", test.accuracy * 100, test.samples))
    guard let best = result.bestIteration, best != result.iterations,
      let accuracy = try LogSummary(folder.appending(path: "log.jsonl")).bestAccuracy
    else { return }
    Console.result(
      String(format: "best test accuracy: %.2f%% after iteration %d", accuracy * 100, best)
        + " (\(RunFolder.best(folder).relativePath))")
  }

  /// A run goes on as it began, or its end would be of neither kind.
  private func checkResumption() throws {
    let config = RunFolder.config(folder)
    let exists = { (url: URL) in FileManager.default.fileExists(atPath: url.path) }
    guard exists(folder.appending(path: "checkpoint/state.safetensors")), exists(config) else {
      return
    }
    let saved = try RunConfiguration(contentsOf: config)
    guard saved.system == system else {
      throw InputError(
        folder.relativePath, "holds a run of \(saved.system); name another folder by -o")
    }
    let (then, now) = (saved.options.values, request.values)
    for option in SystemOption.allCases
    where !SystemOption.changeable.contains(option) && then[option] != now[option] {
      throw InputError(
        "--\(option.rawValue)",
        "is \(now[option] ?? "not given"), but the run in \(folder.relativePath) has "
          + "\(then[option] ?? "none"); use the same options or start anew without --resume")
    }
  }
}

/// The training was stopped by a signal and has saved its state and said how to go on.
public struct Interrupted: Error {
  public let signal: Int32
}

/// Predictions for picture files by a model.
func predictions(
  _ samples: [URL], _ preprocessing: ImagePreprocessing, names: [String], top: Int,
  model: (Tensor) throws -> Tensor
) throws -> [Prediction] {
  try samples.map { url in
    let image = try Image(contentsOf: url, as: preprocessing.format)
    let channels = preprocessing.format.channels
    let x = try Tensor(shape: [1, channels, preprocessing.height, preprocessing.width]) { bytes in
      try preprocessing.write(
        image, into: bytes.bindMemory(to: Float.self), name: url.path)
    }
    let logits = try withoutGradients { try model(x) }
    return Prediction(
      sample: url, logits: logits.scalars(as: Float.self), names: names, top: top)
  }
}
