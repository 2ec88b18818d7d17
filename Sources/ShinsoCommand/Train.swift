import ArgumentParser
import Foundation
import ShinsoExperiments

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a system.",
    discussion: """
      EXAMPLES
        shinso train lenet --data mnist --plot
        shinso train pretrained-svm --data photos/ --network efficientnet-lite0
        shinso train pretrained-mlp --batch-size 25 --epochs 25 --plot
        shinso train pretrained-svm --kernel rbf --cost 1,10,100
        shinso train lenet --patience 3 --time-limit 30m --statistics --plot
        shinso train --config runs/lenet/config.json -o runs/again
      Interrupted (Ctrl-C), it saves and says how to resume.
      """)

  @Argument(help: "The system, an id of `shinso list`; not needed with --config.")
  var id: String?
  @Option(help: "The config.json of a run (or its folder), to make the same run again.")
  var config: String?
  @OptionGroup var options: SystemOptions
  @OptionGroup var batch: BatchSizeOption
  @Option(help: "Passes over the training data.")
  var epochs: Int?
  @Option(help: "Updates, in place of --epochs.")
  var iterations: Int?
  @Option(name: .customLong("learning-rate"), help: "The base learning rate.")
  var learningRate: Double?
  @Option(help: "Batches whose gradients make one update. [default: 1]")
  var accumulate: Int?
  @Flag(help: "As many samples of every class, whatever their numbers.")
  var balance = false
  @Option(name: .customLong("clip-norm"), help: "The longest gradient.")
  var clipNorm: Double?
  @Option(help: "End after so many evaluations without progress.")
  var patience: Int?
  @Option(
    name: .customLong("time-limit"), help: "End after so long: 90s, 30m, 2h; seconds if no unit.")
  var timeLimit: String?
  @Option(help: "Seed of initial values, order and dropout. [default: 1]")
  var seed: UInt64?
  @Option(help: "The SVM's cost C; several, as in 0.1,1,10, are compared first.")
  var cost: String?
  @Option(help: "The SVM's kernel: linear or rbf. [default: linear]")
  var kernel: String?
  @Option(help: "The RBF kernel's width. [default: 1 / features / variance]")
  var gamma: Double?
  @Option(help: "Folds of the cross-validation.")
  var folds: Int?
  @Flag(help: "Draw curves, confusion matrix and gallery (gnuplot).")
  var plot = false
  @Flag(help: "Log how large weights, gradients and activations are, layer by layer.")
  var statistics = false
  @Flag(help: "Measure ten updates: time and memory by layer, and profile.json for Chrome.")
  var profile = false
  @Option(
    name: .customLong("checkpoint-every"),
    help: "Updates between checkpoints. [default: every ten seconds]")
  var checkpointEvery: Int?
  @Flag(help: "Go on from the checkpoint of an interrupted run.")
  var resume = false
  @Option(name: [.short, .long], help: "The run's folder. [default: runs/ID]")
  var output: String?

  func validate() throws {
    if id == nil, config == nil {
      throw ValidationError("name a system (shinso list) or a run by --config")
    }
    for (name, value) in [
      ("epochs", epochs), ("iterations", iterations), ("accumulate", accumulate),
      ("patience", patience), ("checkpoint-every", checkpointEvery),
    ] {
      if let value, !(1...1_000_000_000).contains(value) {
        throw ValidationError("--\(name) \(value): must be at least 1")
      }
    }
    for (name, value) in [
      ("learning-rate", learningRate), ("clip-norm", clipNorm), ("gamma", gamma),
    ] {
      if let value, !(value > 0 && value.isFinite) {
        throw ValidationError("--\(name) \(value): must be positive")
      }
    }
    if let folds, folds < 2 { throw ValidationError("--folds \(folds): must be at least 2") }
    if let kernel, !["linear", "rbf"].contains(kernel) {
      throw ValidationError("--kernel \(kernel): must be linear or rbf")
    }
    _ = try costs()
    _ = try seconds()
  }

  func run() throws {
    var request = Request()
    var name = id
    if let config {
      let saved = try RunConfiguration(contentsOf: Self.configFile(config))
      if let id, id != saved.system {
        throw UsageError(message: "--config: is of a run of \(saved.system), not of \(id)")
      }
      (name, request) = (saved.system, saved.options)
    }
    let system = try known(Catalog.system(name ?? ""))
    try check(options.given.union(given), for: system)
    options.apply(to: &request)
    if let epochs { (request.epochs, request.iterations) = (epochs, nil) }
    request.batchSize = batch.batchSize ?? request.batchSize
    request.iterations = iterations ?? request.iterations
    request.learningRate = learningRate ?? request.learningRate
    request.accumulate = accumulate ?? request.accumulate
    request.balance = balance || request.balance
    request.clipNorm = clipNorm ?? request.clipNorm
    request.patience = patience ?? request.patience
    request.timeLimit = try seconds() ?? request.timeLimit
    request.seed = seed ?? request.seed
    request.costs = try costs() ?? request.costs
    request.kernel = kernel ?? request.kernel
    request.gamma = gamma ?? request.gamma
    request.folds = folds ?? request.folds
    request.plots = plot || request.plots
    request.statistics = statistics || request.statistics
    request.profile = profile
    request.checkpointEvery = checkpointEvery
    request.resume = resume
    request.output = output
    request.command = (["shinso"] + CommandLine.arguments.dropFirst()).joined(separator: " ")
    try system.train(request)
  }

  private var given: Set<SystemOption> {
    let values: [(SystemOption, Bool)] = [
      (.batchSize, batch.batchSize != nil), (.epochs, epochs != nil),
      (.iterations, iterations != nil), (.learningRate, learningRate != nil),
      (.accumulate, accumulate != nil), (.balance, balance), (.clipNorm, clipNorm != nil),
      (.patience, patience != nil), (.timeLimit, timeLimit != nil), (.seed, seed != nil),
      (.checkpointEvery, checkpointEvery != nil),
      (.cost, cost != nil), (.kernel, kernel != nil), (.gamma, gamma != nil),
      (.folds, folds != nil), (.plot, plot), (.statistics, statistics), (.profile, profile),
      (.resume, resume), (.output, output != nil),
    ]
    return Set(values.filter(\.1).map(\.0))
  }

  private static func configFile(_ path: String) -> URL {
    let url = URL(filePath: path)
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    return isFolder.boolValue ? url.appending(path: "config.json") : url
  }

  private func costs() throws -> [Double]? {
    guard let cost else { return nil }
    return try cost.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let value = Double(part), value > 0, value.isFinite else {
        throw ValidationError("--cost \(cost): must be positive numbers, separated by commas")
      }
      return value
    }
  }

  private func seconds() throws -> Double? {
    guard let timeLimit else { return nil }
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = timeLimit.last.flatMap { units[$0] }
    let number = Double(unit == nil ? timeLimit : String(timeLimit.dropLast()))
    guard let number, number > 0, number.isFinite else {
      throw ValidationError("--time-limit \(timeLimit): must be as 90s, 30m or 2h")
    }
    return number * (unit ?? 1)
  }
}
