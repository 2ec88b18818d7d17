import Foundation
import ShinsoNN

/// How a training runs and where it puts what it makes.
public struct TrainerOptions: Sendable {
  /// Updates in all, those before a resumed checkpoint included.
  public var iterations: Int
  /// The run's folder: `config.json`, `log.jsonl`, TensorBoard's events, `checkpoint/`, the best
  /// weights so far as `best.safetensors`, the last ones as `model.safetensors` and, with ``plots``,
  /// the pictures. nil: nothing is written.
  public var output: URL?
  /// Draw `curves.png`, `curves.svg`, `confusion.png` and `confusion.svg`.
  public var plots: Bool
  /// Go on from the folder's checkpoint; in a folder without a run, start at the beginning. If this is
  /// false, an earlier run's files in the folder are removed first; other files stay.
  public var resume: Bool
  /// Seeds `RandomGenerator.shared`, apart from the numbers that initializers of the same seed drew.
  public var seed: UInt64
  /// Iterations between checkpoints; nil: whenever ten seconds have passed.
  public var checkpointEvery: Int?
  /// Iterations between evaluations; nil: one epoch.
  public var evaluateEvery: Int?
  /// Iterations that one line of the log sums up; nil: a thousandth of all.
  public var logEvery: Int?
  /// Batches whose gradients make one update; each counts the same.
  public var accumulation: Int
  /// The longest that all gradients together may be, as one vector; nil: any length.
  public var gradientNorm: Double?
  /// The largest that an element of a gradient may be, in either direction, after ``gradientNorm``; nil:
  /// any.
  public var gradientValue: Double?
  /// The decay of a moving average of the weights, which evaluations and the model files then use,
  /// while training and the model in memory keep the last ones; nil: the last weights everywhere.
  public var weightAverage: Double?
  /// Lowers the rate when the evaluations' loss (if it is to fall) or accuracy (if it is to rise) has
  /// stopped to improve, besides the schedule. An evaluation at the end that is off the interval does
  /// not count.
  public var plateau: PlateauSchedule?
  /// End after so many evaluations in a row that are no better than the best one before.
  public var patience: Int?
  /// End after so many seconds of computing, those before a resumed checkpoint included.
  public var timeLimit: Double?
  /// Log, with each line, how large weights, gradients and activations are, and draw
  /// `statistics.png`.
  public var statistics: Bool
  /// Measure ten updates after the first three layer by layer: `profile.json` for Chrome's tracing, and
  /// a table.
  public var profile: Bool
  /// Names the run in the progress bar and above pictures.
  public var title: String
  /// The command that goes on with an interrupted run, told to the user.
  public var resumeCommand: String
  /// What `config.json` says.
  public var config: Data
  /// Goes into `model.safetensors`: class names, preprocessing.
  public var metadata: [String: String]

  public init(
    iterations: Int, output: URL? = nil, plots: Bool = false, resume: Bool = false,
    seed: UInt64 = 0, checkpointEvery: Int? = nil, evaluateEvery: Int? = nil,
    logEvery: Int? = nil, accumulation: Int = 1, gradientNorm: Double? = nil,
    gradientValue: Double? = nil, weightAverage: Double? = nil, plateau: PlateauSchedule? = nil,
    patience: Int? = nil, timeLimit: Double? = nil, statistics: Bool = false,
    profile: Bool = false, title: String = "training", resumeCommand: String = "",
    config: Data = Data("{}\n".utf8), metadata: [String: String] = [:]
  ) {
    self.iterations = iterations
    self.output = output
    self.plots = plots
    self.resume = resume
    self.seed = seed
    self.checkpointEvery = checkpointEvery
    self.evaluateEvery = evaluateEvery
    self.logEvery = logEvery
    self.accumulation = accumulation
    self.gradientNorm = gradientNorm
    self.gradientValue = gradientValue
    self.weightAverage = weightAverage
    self.plateau = plateau
    self.patience = patience
    self.timeLimit = timeLimit
    self.statistics = statistics
    self.profile = profile
    self.title = title
    self.resumeCommand = resumeCommand
    self.config = config
    self.metadata = metadata
  }
}

/// How a training ended.
public struct TrainingResult: Sendable {
  /// Updates made so far, those before a resumed checkpoint included.
  public let iterations: Int
  /// Mean loss of the last stretch of the log; nil if nothing was trained.
  public let trainLoss: Double?
  /// The last evaluation; nil without test data.
  public let test: Evaluation?
  public let end: End
  /// The updates after which the best evaluation was made, by accuracy, then by loss.
  public let bestIteration: Int?
  /// The signal that ended the run early: SIGINT, SIGTERM or SIGHUP.
  public let signal: Int32?

  /// Why a training ended.
  public enum End: Sendable, Hashable {
    /// All updates were made.
    case complete
    /// A signal ended the run early; its state is saved.
    case interrupted
    case timeLimit
    /// No evaluation was better than the best for a while.
    case patience
  }

  public var wasInterrupted: Bool { end == .interrupted }
}
