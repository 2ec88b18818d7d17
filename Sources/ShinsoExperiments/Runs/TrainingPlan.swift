import ShinsoTraining

/// How long a training goes on and how often it evaluates and saves.
public struct TrainingPlan: Sendable {
  public var updates: Int
  public var patience: Int?
  /// Seconds.
  public var timeLimit: Double?
  public var evaluateEvery: Trigger
  public var checkpointEvery: Int?
  /// Whether it evaluates before the first update, too.
  public var evaluatesAtStart = false
  /// Whether a loss that is not finite is a result and no error.
  public var mayDiverge = false
  /// Updates per line of the log; nil for a thousandth of all updates.
  public var logEvery: Int?

  public init(
    updates: Int, evaluateEvery: Trigger = .everyEpoch, checkpoints: CheckpointOptions? = nil
  ) {
    self.updates = updates
    self.evaluateEvery = evaluateEvery
    checkpointEvery = checkpoints?.checkpointEvery
  }

  /// As the options say.
  public init<System>(updates: Int, _ length: LengthOptions<System>) {
    self.init(
      updates: updates,
      evaluateEvery: length.evaluateEvery.map { .updates($0) } ?? .everyEpoch,
      checkpoints: length.checkpoints)
    patience = length.patience ?? System.patience
    timeLimit = length.timeLimit?.seconds
  }
}
