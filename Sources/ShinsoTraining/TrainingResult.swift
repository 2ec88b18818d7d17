/// How a training ended.
public struct TrainingResult: Sendable {
  /// The number of updates made, including those before a resumed checkpoint.
  public let iterations: Int
  /// The scores in the last line of the log; nil if nothing was trained.
  public let train: Scores?
  /// The last evaluation; nil without held-out data.
  public let test: Scores?
  /// The best evaluation, and the number of updates after which it was made.
  public let best: (scores: Scores, iteration: Int)?
  public let end: End
  /// The signal that ended the run early: SIGINT, SIGTERM or SIGHUP.
  public let signal: Int32?

  /// Why a training ended.
  public enum End: Sendable, Hashable {
    /// All updates were made.
    case complete
    /// A signal ended the run early; its state is saved.
    case interrupted
    case timeLimit
    /// No evaluation improved on the best one for a while.
    case patience
    /// The training data are fitted as well as was asked for; see ``TrainingTarget``.
    case target
    /// A loss or a gradient was not finite, in a training that may end so; see
    /// ``TrainerOptions/mayDiverge``. The weights are those before that update.
    case diverged
    /// Further updates would change nothing; see ``Updater/hasConverged``.
    case converged
  }

  public var wasInterrupted: Bool { end == .interrupted }
}
