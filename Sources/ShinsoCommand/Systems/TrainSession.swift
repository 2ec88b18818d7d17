import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoTensor
import ShinsoTraining

/// One call of `shinso train ID`: what was typed, on top of what `--config` recorded.
enum TrainSession<S: Trainable> {
  static func run(_ typed: TrainSystem<S>, typed words: [String]) throws {
    var command = typed
    if let config = typed.runOptions.config {
      let file = configFile(config)
      try checkOutput(typed, file)
      let saved = try RunConfiguration(contentsOf: file)
      guard saved.system == S.about.id else {
        throw UsageError(message: "--config: is of a run of \(saved.system), not of \(S.about.id)")
      }
      // What the file says must make sense by itself.
      _ = try typed.record.reading(saved.options, from: file)
      let folder = URL(filePath: typed.runOptions.output ?? ".").absoluteURL.standardizedFileURL
      let kept = typed.record.holding(saved.options).withOutputs(in: folder)
        .overridden(by: words, with: typed.record)
      command = try TrainSystem<S>.parse(kept.words + words)
    }
    let way = command.runOptions
    if way.globalBatch, way.reduction == .asynchronous {
      throw UsageError(message: "--global-batch: asynchronous ranks have no batch in common")
    }
    try Ranks.begin()
    Ranks.reduction = way.reduction ?? .ordered
    Ranks.dividesBatches = way.globalBatch
    let run = try Run(
      S.about, command.record, program: CommandLine.arguments.first ?? "shinso",
      arguments: CommandLineWords.all)
    try S.train(command.options, in: run)
  }

  /// The run that is made again must survive it, and so must the one in the usual folder.
  private static func checkOutput(_ typed: TrainSystem<S>, _ config: URL) throws {
    let run = config.deletingLastPathComponent()
    guard let output = typed.runOptions.output else {
      throw UsageError(
        message: "--config: name the new run's folder by -o, as in -o \(run.relativePath)-again")
    }
    let place = { (url: URL) in url.absoluteURL.resolvingSymlinksInPath().standardizedFileURL.path }
    if typed.record["resume"] == nil, place(URL(filePath: output)) == place(run) {
      throw UsageError(message: "-o \(output): holds the run of --config; name another folder")
    }
  }
}

/// The file that `--config` names, itself or by its folder.
func configFile(_ path: String) -> URL {
  let url = URL(filePath: path)
  var isFolder: ObjCBool = false
  _ = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
  return isFolder.boolValue ? RunFolder(url).config : url
}
