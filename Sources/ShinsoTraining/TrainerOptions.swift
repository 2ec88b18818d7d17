import Foundation

/// How long a training runs and where it puts what it makes.
public struct TrainerOptions: Sendable {
  /// Updates in all, those before a resumed checkpoint included.
  public var iterations: Int
  /// The run's folder; see ``RunFolder``. nil: nothing is written.
  public var output: URL?
  /// Go on from the folder's checkpoint; in a folder without a run, start at the beginning. If this is
  /// false, an earlier run's files in the folder are removed first; other files stay.
  public var resume: Bool
  /// Seeds `RandomGenerator.shared`, apart from the numbers that initializers of the same seed drew.
  public var seed: UInt64
  /// Updates between checkpoints; nil: whenever ten seconds have passed.
  public var checkpointEvery: Int?
  /// Updates that one line of the log sums up; nil: a thousandth of all.
  public var logEvery: Int?
  /// End after so many seconds of computing, those before a resumed checkpoint included.
  public var timeLimit: Double?
  /// Draw pictures at the end.
  public var plots: Bool
  /// Names the run in the progress bar and above pictures.
  public var title: String
  /// The command that goes on with an interrupted run, told to the user.
  public var resumeCommand: String
  /// What `config.json` says.
  public var config: Data
  /// Goes into `model.safetensors`: class names, preprocessing.
  public var metadata: [String: String]

  public init(
    iterations: Int, output: URL? = nil, resume: Bool = false, seed: UInt64 = 0,
    checkpointEvery: Int? = nil, logEvery: Int? = nil, timeLimit: Double? = nil,
    plots: Bool = false, title: String = "training", resumeCommand: String = "",
    config: Data = Data("{}\n".utf8), metadata: [String: String] = [:]
  ) {
    self.iterations = iterations
    self.output = output
    self.resume = resume
    self.seed = seed
    self.checkpointEvery = checkpointEvery
    self.logEvery = logEvery
    self.timeLimit = timeLimit
    self.plots = plots
    self.title = title
    self.resumeCommand = resumeCommand
    self.config = config
    self.metadata = metadata
  }

  /// Updates that one line of the log sums up.
  public var logInterval: Int { max(logEvery ?? iterations / 1000, 1) }
}
