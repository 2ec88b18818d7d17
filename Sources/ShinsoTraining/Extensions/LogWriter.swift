import ShinsoTensor

/// Sums up the scores of a stretch of updates into one line of the log.
final class LogWriter: TrainerExtension {
  let trigger: Trigger
  private var window = Scores()
  /// The last line's.
  private(set) var trainScores: Scores?

  /// - Parameter interval: updates that one line sums up.
  init(every interval: Int) { trigger = .updates(interval) }

  var state: [String: String] {
    var fields = ["window": window.json]
    fields["train"] = trainScores?.json
    return fields
  }

  func load(_ state: [String: String], from file: String) throws {
    guard let window = state["window"].flatMap(Scores.init(json:)) else {
      throw InputError(file, "is not a checkpoint: its window is missing or wrong")
    }
    self.window = window
    trainScores = state["train"].flatMap(Scores.init(json:))
  }

  func add(_ scores: Scores) { window.add(scores) }

  func run(_ trainer: Trainer) throws {
    trainScores = window
    try trainer.log(.train, window, readings: trainer.updater.readings)
    window = Scores()
  }

  func end(_ trainer: Trainer) throws { if !window.isEmpty { try run(trainer) } }
}
