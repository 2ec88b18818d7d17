/// Options of `train`, `evaluate` and `predict` that a system may have.
public enum SystemOption: String, Sendable, CaseIterable {
  case data, network, layer, model, epochs, iterations, seed, plot, resume, output, cost, folds
  case kernel, gamma, accumulate, balance, patience, statistics, profile, optimizer, momentum
  case schedule, average
  case batchSize = "batch-size"
  case learningRate = "learning-rate"
  case weightDecay = "weight-decay"
  case warmUp = "warm-up"
  case clipNorm = "clip-norm"
  case clipValue = "clip-value"
  case timeLimit = "time-limit"
  case checkpointEvery = "checkpoint-every"
  case evaluateEvery = "evaluate-every"

  /// What `train` has of every system that is trained by the Trainer.
  static let training: Set<SystemOption> = [
    .data, .epochs, .iterations, .seed, .plot, .resume, .output, .batchSize, .optimizer,
    .learningRate, .momentum, .weightDecay, .schedule, .warmUp, .accumulate, .balance, .clipNorm,
    .clipValue, .average, .patience, .timeLimit, .checkpointEvery, .evaluateEvery, .statistics,
    .profile,
  ]

  /// What may change when a run is resumed: how long it goes on and what it shows.
  static let changeable: Set<SystemOption> = [
    .epochs, .iterations, .patience, .timeLimit, .plot, .statistics, .profile, .checkpointEvery,
    .resume, .output,
  ]

  /// Its key in a run's `config.json`.
  var key: String {
    if self == .cost { return "costs" }
    let words = rawValue.split(separator: "-")
    return words.dropFirst().reduce(String(words[0])) { $0 + $1.capitalized }
  }
}

/// An option that cannot be meant: a wrong command line, or a wrong `config.json`.
public struct OptionError: Error, CustomStringConvertible {
  public let option: SystemOption
  private let value: String?
  private let problem: String

  init(_ option: SystemOption, _ value: String? = nil, problem: String) {
    self.option = option
    self.value = value
    self.problem = problem
  }

  /// As the command line has it.
  public var description: String { "--\(option.rawValue)\(ending)" }

  /// As a `config.json` has it.
  var inFile: String { "options.\(option.key)\(ending)" }

  private var ending: String { (value.map { " \($0)" } ?? "") + ": " + problem }
}
