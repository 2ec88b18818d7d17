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
  public enum End: String, Sendable, Hashable, CaseIterable, Codable {
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

extension TrainingResult: Codable {
  private enum Key: CodingKey { case iterations, train, test, best, bestIteration, end, signal }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    func scores(_ key: Key) throws -> Scores? {
      try fields.decodeIfPresent(String.self, forKey: key).flatMap(Scores.init(json:))
    }
    iterations = try fields.decode(Int.self, forKey: .iterations)
    (train, test) = (try scores(.train), try scores(.test))
    let iteration = try fields.decodeIfPresent(Int.self, forKey: .bestIteration)
    best = try scores(.best).flatMap { scores in iteration.map { (scores, $0) } }
    end = try fields.decode(End.self, forKey: .end)
    signal = try fields.decodeIfPresent(Int32.self, forKey: .signal)
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(iterations, forKey: .iterations)
    try fields.encodeIfPresent(train?.json, forKey: .train)
    try fields.encodeIfPresent(test?.json, forKey: .test)
    try fields.encodeIfPresent(best?.scores.json, forKey: .best)
    try fields.encodeIfPresent(best?.iteration, forKey: .bestIteration)
    try fields.encode(end, forKey: .end)
    try fields.encodeIfPresent(signal, forKey: .signal)
  }
}
