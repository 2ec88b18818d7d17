import Foundation
import ShinsoTensor

/// Evaluates on the held-out data, logs the scores, and keeps the best weights.
public final class Evaluations: TrainerExtension {
  public let trigger: Trigger
  /// The best evaluation so far and its number of updates. Scores that are not finite are never
  /// best.
  public private(set) var best: (scores: Scores, iteration: Int)?
  /// The number of evaluations since the best one.
  public private(set) var countSinceBest = 0
  /// The last evaluation in this process; nil after resuming until the next evaluation.
  public private(set) var last: Scores?
  private var lastIteration: Int?
  private let startsAtOnce: Bool

  /// - Parameter atStart: also before the first update, which is told, but never the best.
  public init(every trigger: Trigger = .everyEpoch, atStart: Bool = false) {
    self.trigger = trigger
    startsAtOnce = atStart
  }

  public var state: [String: String] {
    var fields = ["countSinceBest": "\(countSinceBest)"]
    fields["lastIteration"] = lastIteration.map(String.init)
    if let best {
      fields["best"] = best.scores.json
      fields["bestIteration"] = "\(best.iteration)"
    }
    return fields
  }

  public func load(_ state: [String: String], from file: String) throws {
    guard let count = state["countSinceBest"].flatMap(Int.init) else {
      throw InputError(file, "is not a checkpoint: its evaluations are missing or wrong")
    }
    countSinceBest = count
    lastIteration = state["lastIteration"].flatMap(Int.init)
    if let scores = state["best"].flatMap(Scores.init(json:)),
      let iteration = state["bestIteration"].flatMap(Int.init)
    {
      best = (scores, iteration)
    }
  }

  public func begin(_ trainer: Trainer) throws {
    guard startsAtOnce, trainer.iteration == 0, let scores = try scores(trainer) else { return }
    try trainer.log(trainer.evaluationSplit, scores)
    trainer.line("at the start: " + scores.text(trainer.evaluationSplit.title))
  }

  public func run(_ trainer: Trainer) throws { try evaluate(trainer, isRegular: true) }

  /// The final evaluation does not fit the regular interval. The checkpoint does not record it,
  /// because a run that continues would not have made it.
  public func end(_ trainer: Trainer) throws {
    if lastIteration != trainer.iteration {
      try evaluate(trainer, isRegular: false)
    } else if last == nil {
      last = try scores(trainer)
    }
  }

  /// An evaluation may draw random numbers, be interrupted, and be made again: training must not
  /// notice.
  private func scores(_ trainer: Trainer) throws -> Scores? {
    let key = RandomGenerator.shared.key
    defer { RandomGenerator.shared.key = key }
    return try trainer.evaluate()
  }

  private func evaluate(_ trainer: Trainer, isRegular: Bool) throws {
    guard let scores = try scores(trainer) else { return }
    last = scores
    lastIteration = trainer.iteration
    if isRegular { trainer.updater.noteEvaluation(scores) }
    if scores.areFinite, best.map({ scores.isBetter(than: $0.scores) }) ?? true {
      best = (scores, trainer.iteration)
      countSinceBest = 0
      if let folder = trainer.folder {
        if !isRegular { try folder.setBestAside() }
        try trainer.writeModel(to: folder.best)
      }
    } else {
      countSinceBest += 1
    }
    let split = trainer.evaluationSplit
    try trainer.log(split, scores)
    if !scores.areFinite {
      trainer.say(
        "warning: after iteration \(trainer.iteration): "
          + scores.values.filter { !$0.value.isFinite }
          .map { "the \(split.title) \($0.metric.title) is \($0.value)" }.joined(separator: ", "))
    }
    let train = trainer.trainScores.flatMap { $0[.loss] }
      .map { "train loss \(Metric.loss.text($0)), " }
    trainer.line(
      String(format: "epoch %.1f: ", trainer.epoch) + (train ?? "") + scores.text(split.title))
  }
}

extension Trainer {
  fileprivate var evaluationSplit: LogRecord.Split {
    updater.evaluatesTrainingSamples ? .trainEvaluation : .test
  }
}
