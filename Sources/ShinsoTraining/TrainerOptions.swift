import Foundation

/// How long a training runs and where its output goes.
public struct TrainerOptions: Sendable {
  /// The total number of updates, including those before a resumed checkpoint.
  public var iterations: Int
  /// The run's folder; see ``RunFolder``. If nil, nothing is written.
  public var output: URL?
  /// Whether to resume from the folder's checkpoint; in a folder without a run, training starts
  /// from the beginning. If false, the files of an earlier run in the folder are removed first;
  /// other files stay.
  public var resume: Bool
  /// The seed of `RandomGenerator.shared`. Numbers that initializers with the same seed have drawn
  /// are not used again.
  public var seed: UInt64
  /// Updates between checkpoints; nil to save every ten seconds.
  public var checkpointEvery: Int?
  /// Updates per line of the log; nil for a thousandth of all updates.
  public var logEvery: Int?
  /// Stop after this many seconds of computing, including those before a resumed checkpoint.
  public var timeLimit: Double?
  /// Whether a loss or gradient that is not finite ends the training as a result of it, where rates
  /// are compared that may be too large; otherwise it is an error.
  public var mayDiverge: Bool
  /// Whether to draw plots at the end.
  public var plots: Bool
  /// The name of the run in the progress bar and above plots.
  public var title: String
  /// The command that resumes an interrupted run, shown to the user.
  public var resumeCommand: String
  /// The contents of `config.json`.
  public var config: Data
  /// Metadata for `model.safetensors`, such as class names and preprocessing.
  public var metadata: [String: String]

  public init(
    iterations: Int, output: URL? = nil, resume: Bool = false, seed: UInt64 = 0,
    checkpointEvery: Int? = nil, logEvery: Int? = nil, timeLimit: Double? = nil,
    mayDiverge: Bool = false, plots: Bool = false, title: String = "training",
    resumeCommand: String = "",
    config: Data = Data("{}\n".utf8), metadata: [String: String] = [:]
  ) {
    self.iterations = iterations
    self.output = output
    self.resume = resume
    self.seed = seed
    self.checkpointEvery = checkpointEvery
    self.logEvery = logEvery
    self.timeLimit = timeLimit
    self.mayDiverge = mayDiverge
    self.plots = plots
    self.title = title
    self.resumeCommand = resumeCommand
    self.config = config
    self.metadata = metadata
  }

  /// Updates per line of the log.
  public var logInterval: Int { max(logEvery ?? iterations / 1000, 1) }
}
