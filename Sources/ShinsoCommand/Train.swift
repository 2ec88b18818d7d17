import ArgumentParser
import Foundation
import ShinsoExperiments

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a system.",
    discussion: """
      EXAMPLES
        shinso train lenet --data mnist --plot
        shinso train lenet --optimizer adamw --schedule cosine --average 0.999
        shinso train pretrained-svm --data photos/ --network efficientnet-lite0
        shinso train pretrained-mlp --batch-size 25 --epochs 25 --plot
        shinso train pretrained-svm --kernel rbf --cost 1,10,100
        shinso train lenet --patience 3 --time-limit 30m --statistics --plot
        shinso train --config runs/lenet/config.json -o runs/again
      Interrupted (Ctrl-C), it saves and says how to resume. What a system does not have as an \
      option it refuses.
      """)

  @Argument(
    help: "The system, an id of `shinso list`; not needed with --config.", completion: .systems)
  var id: String?
  @Option(
    help: "The config.json of a run (or its folder), to make the same run again; needs -o.",
    completion: .file())
  var config: String?
  @OptionGroup var data: DataOption
  @OptionGroup var network: NetworkOption
  @Option(help: "The layer whose output serves as features, a name of `shinso zoo show`.")
  var layer: String?
  @OptionGroup var batch: BatchSizeOption
  @Flag(help: "As many samples of every class, whatever their numbers.")
  var balance = false
  @Option(help: "Seed of initial values, order and dropout. [default: 1]")
  var seed: UInt64?
  @OptionGroup(title: "Updates") var updates: UpdateOptions
  @OptionGroup(title: "Length") var length: LengthOptions
  @OptionGroup(title: "Support vector machine") var machine: MachineOptions
  @Flag(help: "Draw curves, confusion matrix and gallery (gnuplot).")
  var plot = false
  @Flag(help: "Log how large weights, gradients and activations are, layer by layer.")
  var statistics = false
  @Flag(help: "Measure ten updates: time and memory by layer, and profile.json for Chrome.")
  var profile = false
  @Flag(help: "Go on from the checkpoint of an interrupted run.")
  var resume = false
  @Option(
    name: [.short, .long], help: "The run's folder. [default: runs/ID]", completion: .directory)
  var output: String?

  func validate() throws {
    if id == nil, config == nil {
      throw ValidationError("name a system (shinso list) or a run by --config")
    }
  }

  func run() throws {
    var typed = Request()
    try apply(to: &typed)
    var request = Request()
    var name = id
    if let config {
      let file = Self.configFile(config)
      try checkOutput(file)
      let saved = try RunConfiguration(contentsOf: file)
      if let id, id != saved.system {
        throw UsageError(message: "--config: is of a run of \(saved.system), not of \(id)")
      }
      (name, request) = (saved.system, saved.options)
    }
    let system = try known(Catalog.system(name ?? ""))
    try system.check(typed.given, for: .train)
    try apply(to: &request)
    try request.validate()
    request.arguments = Array(CommandLine.arguments.dropFirst())
    try system.train(request)
  }

  /// What was not given stays as it is.
  private func apply(to request: inout Request) throws {
    request.data = data.data ?? request.data
    request.network = network.network ?? request.network
    request.layer = layer ?? request.layer
    request.batchSize = batch.batchSize ?? request.batchSize
    request.balance = balance || request.balance
    request.seed = seed ?? request.seed
    try machine.apply(to: &request)
    updates.apply(to: &request)
    try length.apply(to: &request)
    request.plots = plot || request.plots
    request.statistics = statistics || request.statistics
    request.profile = profile
    request.resume = resume
    request.output = output
  }

  /// The run that is made again must survive it, and so must the one in the usual folder.
  private func checkOutput(_ config: URL) throws {
    let run = config.deletingLastPathComponent()
    guard let output else {
      throw UsageError(
        message: "--config: name the new run's folder by -o, as in -o \(run.relativePath)-again")
    }
    let place = { (url: URL) in url.absoluteURL.resolvingSymlinksInPath().standardizedFileURL.path }
    if !resume, place(URL(filePath: output)) == place(run) {
      throw UsageError(message: "-o \(output): holds the run of --config; name another folder")
    }
  }

  private static func configFile(_ path: String) -> URL {
    let url = URL(filePath: path)
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    return isFolder.boolValue ? url.appending(path: "config.json") : url
  }
}
