import Foundation
import ShinsoFormats
import ShinsoTensor

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
  case batchSize = "batch-size"
  case learningRate = "learning-rate"
}

/// What the command line asks of a system; nil: the system's own choice.
public struct Request: Sendable {
  public var data: String?
  public var network: String?
  public var layer: String?
  public var model: String?
  public var epochs: Int?
  public var iterations: Int?
  public var batchSize: Int?
  public var learningRate: Double?
  public var seed: UInt64 = 1
  public var plots = false
  public var resume = false
  public var output: String?
  public var cost: Double?
  public var folds: Int?
  /// The command as typed, for telling how to resume.
  public var command = ""

  public init() {}
}

/// What `evaluate` found.
public struct Report: Sendable, Encodable {
  public let system: String
  public let data: String
  public let samples: Int
  /// Fractions from 0 to 1.
  public let metrics: [String: Double]

  public init(system: String, data: String, samples: Int, metrics: [String: Double]) {
    self.system = system
    self.data = data
    self.samples = samples
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
