import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// Makes the steps of the history, each in a folder of its own, but those that are there already.
struct HistoryRun {
  /// Has a folder for each step.
  let folder: URL
  /// Whether everything is made anew.
  let again: Bool

  /// By the names of the steps.
  ///
  /// - Throws: `Interrupted` if a signal stopped a training, `InputError` if a folder holds another run.
  func results(of decades: [Decade]) throws -> [String: HistoryResult] {
    let steps = decades.flatMap(\.steps)
    var results: [String: HistoryResult] = [:]
    if !again {
      for step in steps { results[step.name] = try kept(step, beside: results) }
    }
    var pace = HistoryPace(seconds: steps.filter { results[$0.name] == nil }.map(\.seconds))
    for (number, step) in steps.enumerated() where results[step.name] == nil {
      Console.note("[\(number + 1)/\(steps.count)] \(step.summary)\(pace.timeLeft)")
      results[step.name] = try result(of: step)
      pace.finishStep()
    }
    return results
  }

  private func place(_ step: HistoryStep) -> URL { folder.appending(path: step.name) }

  private func evaluation(_ step: HistoryStep) -> URL {
    place(step).appending(path: "evaluation.json")
  }

  /// What an earlier call has made, if it is complete.
  private func kept(
    _ step: HistoryStep, beside results: [String: HistoryResult]
  ) throws -> HistoryResult? {
    let isDrawn = step.pictures.allSatisfy {
      FileManager.default.fileExists(atPath: place(step).appending(path: $0.file).path)
    }
    switch step.verb {
    case .evaluate:
      // That of a model that is made anew would not be of it.
      if let model = step.model, results[model] == nil { return nil }
      return isDrawn ? HistoryResult(evaluation(step), options: step.options) : nil
    case .train:
      let run = RunFolder(place(step))
      func open<S: Trainable>(_ system: S.Type) throws { try checkHeld(by: run, S.self, step) }
      try open(trainable(step))
      return isDrawn && run.hasModel ? try HistoryResult(run: run) : nil
    }
  }

  private func result(of step: HistoryStep) throws -> HistoryResult {
    switch step.verb {
    case .evaluate:
      func open<S: Evaluable>(_ system: S.Type) throws -> HistoryResult {
        try evaluate(S.self, step)
      }
      guard let system = Catalog.system(step.system) as? any Evaluable.Type else {
        throw InputError(step.system, "is not a system that has `evaluate`")
      }
      return try open(system)
    case .train:
      func open<S: Trainable>(_ system: S.Type) throws { try train(S.self, step) }
      try open(trainable(step))
      return try HistoryResult(run: RunFolder(place(step)))
    }
  }

  private func trainable(_ step: HistoryStep) throws -> any Trainable.Type {
    guard let system = Catalog.system(step.system) as? any Trainable.Type else {
      throw InputError(step.system, "is not a system that has `train`")
    }
    return system
  }

  // MARK: The verbs

  private func words(_ step: HistoryStep) -> [String] {
    step.options + ["--plot", "--output", place(step).path]
  }

  private func train<S: Trainable>(_ system: S.Type, _ step: HistoryStep) throws {
    var command = try TrainSystem<S>.parse(words(step))
    let held = RunFolder(place(step))
    if !again, held.hasCheckpoint || held.hasPhases, command.record.declares("resume") {
      command = try TrainSystem<S>.parse(words(step) + ["--resume"])
    }
    let run = try Run(
      S.about, command.record, program: CommandLine.arguments.first ?? "shinso",
      arguments: CommandLineWords.all.filter { $0 != "--again" }, resumesBySameCommand: true)
    try S.train(command.options, in: run)
  }

  private func checkHeld<S: Trainable>(
    by run: RunFolder, _ system: S.Type, _ step: HistoryStep
  ) throws {
    guard let saved = try? RunConfiguration(contentsOf: run.config) else { return }
    let command = try TrainSystem<S>.parse(words(step))
    let same =
      try saved.system == S.about.id
      && command.record.difference(from: saved.options, in: run.config) == nil
    if !same {
      throw InputError(
        run.url.relativePath,
        "holds another run than that of this history; name another folder by -o, or give --again")
    }
  }

  private func evaluate<S: Evaluable>(
    _ system: S.Type, _ step: HistoryStep
  ) throws -> HistoryResult {
    let model = step.model.map { ["--model", folder.appending(path: $0).path] } ?? []
    let report = try S.evaluate(EvaluateSystem<S>.parse(step.options + model).options)
    try AtomicFile.makeFolder(place(step))
    for picture in step.pictures { try report.draw?(place(step).appending(path: picture.file)) }
    let result = HistoryResult(report, options: step.options)
    try result.write(to: evaluation(step))
    return result
  }
}
