import ShinsoTensor

/// Summarizes the scores of an interval of updates in one log line.
final class LogWriter: TrainerExtension {
  let trigger: Trigger
  private var window = Scores()
  /// The scores of the last line.
  private(set) var trainScores: Scores?

  /// - Parameter interval: the number of updates per line.
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
