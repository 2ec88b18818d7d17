import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// One system of the catalog: a model, its data, its recipe and what it shows.
public protocol System: Sendable {
  var id: String { get }
  /// The year of the work it stands for.
  var year: Int { get }
  var title: String { get }
  /// The data used unless `--data` names other: an id of the data catalog, or what to give.
  var defaultData: String { get }
  /// What a run is expected to show.
  var expectation: String { get }
  /// The options that mean something to this system; others are refused.
  var options: Set<SystemOption> { get }
  var commands: Set<SystemCommand> { get }

  func train(_ request: Request) throws
  func evaluate(_ request: Request) throws -> Report
  func predict(_ request: Request, samples: [URL], top: Int) throws -> [Prediction]
}

extension System {
  public func train(_ request: Request) throws { throw unavailable(.train) }
  public func evaluate(_ request: Request) throws -> Report { throw unavailable(.evaluate) }
  public func predict(_ request: Request, samples: [URL], top: Int) throws -> [Prediction] {
    throw unavailable(.predict)
  }

  private func unavailable(_ command: SystemCommand) -> InputError {
    InputError(
      id,
      "cannot \(command.rawValue); it can "
        + commands.map(\.rawValue).sorted().joined(separator: " and "))
  }
}

public enum SystemCommand: String, Sendable, CaseIterable { case train, evaluate, predict }

/// Options beyond those that every command takes.
public enum SystemOption: String, Sendable, CaseIterable {
  case data, network, layer, model, epochs, iterations, seed, plot, resume, output, cost, folds
  case kernel, gamma, accumulate, balance, patience, statistics, profile
  case batchSize = "batch-size"
  case learningRate = "learning-rate"
  case clipNorm = "clip-norm"
  case timeLimit = "time-limit"
  case checkpointEvery = "checkpoint-every"

  /// What every system has that is trained by the Trainer.
  static let training: Set<SystemOption> = [
    .data, .model, .epochs, .iterations, .seed, .plot, .resume, .output, .batchSize,
    .learningRate, .accumulate, .balance, .clipNorm, .patience, .timeLimit, .checkpointEvery,
    .statistics, .profile,
  ]
}

/// What the command line asks of a system; nil: the system's own choice. All but what belongs to
/// one call alone goes into the run's `config.json` and comes back by `--config`.
public struct Request: Sendable, Codable, Equatable {
  public var data: String?
  public var network: String?
  public var layer: String?
  public var epochs: Int?
  public var iterations: Int?
  public var batchSize: Int?
  public var learningRate: Double?
  public var seed: UInt64?
  /// The SVM's costs; of several, the one that does best in cross-validation is taken.
  public var costs: [Double]?
  public var folds: Int?
  public var kernel: String?
  public var gamma: Double?
  /// Batches that make one update.
  public var accumulate: Int?
  /// As many samples of every class.
  public var balance = false
  public var clipNorm: Double?
  /// Evaluations without progress after which training ends.
  public var patience: Int?
  /// Seconds.
  public var timeLimit: Double?
  public var plots = false
  public var statistics = false

  public var model: String?
  public var output: String?
  public var resume = false
  /// Updates between checkpoints.
  public var checkpointEvery: Int?
  public var profile = false
  /// The command as typed, for telling how to resume.
  public var command = ""

  public init() {}

  private enum CodingKeys: String, CodingKey {
    case data, network, layer, epochs, iterations, batchSize, learningRate, seed, costs, folds
    case kernel, gamma, accumulate, clipNorm, patience, timeLimit
    case plots = "plot"
    case statistics, balance
  }
}

extension Request {
  /// What initial values, order and dropout start from.
  var effectiveSeed: UInt64 { seed ?? 1 }

  /// The order of the training data.
  var shuffle: Shuffle { balance ? .balanced(seed: effectiveSeed) : .seed(effectiveSeed) }
}

/// What `evaluate` found.
public struct Report: Sendable, Encodable {
  public let system: String
  public let data: String
  public let samples: Int
  /// Fractions from 0 to 1, but `loss`.
  public let metrics: [String: Double]
  public let classes: [ClassScore]
  public let confusion: ConfusionMatrix

  private enum CodingKeys: String, CodingKey { case system, data, samples, metrics, classes }

  /// Unless `metrics` gives others, the metrics of an evaluation: `accuracy`, `macroF1`, `loss` and, of more than five classes,
  /// `top5`.
  public init(
    system: String, data: String, _ evaluation: Evaluation, metrics: [String: Double]? = nil
  ) {
    self.system = system
    self.data = data
    samples = evaluation.samples
    confusion = evaluation.confusion
    classes = evaluation.confusion.scores
    if let metrics {
      self.metrics = metrics
      return
    }
    var metrics = [
      "accuracy": evaluation.accuracy, "loss": evaluation.loss, "macroF1": classes.macroF1,
    ]
    if classes.count > 5 { metrics["top5"] = evaluation.top5Accuracy }
    self.metrics = metrics
  }
}

/// The classes of one sample, best first.
public struct Prediction: Sendable {
  public let sample: URL
  public let classes: [(name: String, probability: Double)]

  public init(sample: URL, classes: [(name: String, probability: Double)]) {
    self.sample = sample
    self.classes = classes
  }

  /// The lecture's form, one line a class: `  1 100.00% shiba_inu`.
  public var lines: [String] {
    classes.enumerated().map { rank, entry in
      String(format: "%3d %6.2f%% ", rank + 1, entry.probability * 100) + entry.name
    }
  }

  /// Softmax of logits `[C]`, the `top` best.
  init(sample: URL, logits: [Float], names: [String], top: Int) {
    let greatest = logits.max() ?? 0
    let weights = logits.map { exp(Double($0 - greatest)) }
    let sum = weights.reduce(0, +)
    let order = weights.indices.sorted {
      weights[$0] == weights[$1] ? $0 < $1 : weights[$0] > weights[$1]
    }
    self.init(
      sample: sample,
      classes: order.prefix(max(top, 1)).map { (names[$0], weights[$0] / sum) })
  }
}
