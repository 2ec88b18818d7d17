import Foundation

/// How a training runs and where it puts what it makes.
public struct TrainerOptions: Sendable {
  /// Updates in all, those before a resumed checkpoint included.
  public var iterations: Int
  /// The run's folder: `config.json`, `log.jsonl`, `checkpoint/`, `model.safetensors` and, with
  /// ``plots``, the pictures. nil: nothing is written.
  public var output: URL?
  /// Draw `curves.png`, `curves.svg`, `confusion.png` and `confusion.svg`.
  public var plots: Bool
  /// Go on from the folder's checkpoint; without one, start at the beginning. If this is false, an
  /// earlier run's files in the folder are removed first; other files stay.
  public var resume: Bool
  /// Seeds `RandomGenerator.shared`, apart from the numbers that initializers of the same seed drew.
  public var seed: UInt64
  /// Iterations between checkpoints; nil: whenever ten seconds have passed.
  public var checkpointEvery: Int?
  /// Iterations between evaluations; nil: one epoch.
  public var evaluateEvery: Int?
  /// Iterations that one line of the log sums up; nil: a thousandth of all.
  public var logEvery: Int?
  /// Names the run in the progress bar and above pictures.
  public var title: String
  /// The command that goes on with an interrupted run, told to the user.
  public var resumeCommand: String
  /// What `config.json` says.
  public var config: [String: String]
  /// Goes into `model.safetensors`: class names, preprocessing.
  public var metadata: [String: String]

  public init(
    iterations: Int, output: URL? = nil, plots: Bool = false, resume: Bool = false,
    seed: UInt64 = 0, checkpointEvery: Int? = nil, evaluateEvery: Int? = nil,
    logEvery: Int? = nil, title: String = "training", resumeCommand: String = "",
    config: [String: String] = [:], metadata: [String: String] = [:]
  ) {
    self.iterations = iterations
    self.output = output
    self.plots = plots
    self.resume = resume
    self.seed = seed
    self.checkpointEvery = checkpointEvery
    self.evaluateEvery = evaluateEvery
    self.logEvery = logEvery
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
  /// A signal ended the run early; its state is saved.
  public let wasInterrupted: Bool
}
