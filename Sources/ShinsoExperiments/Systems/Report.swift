import Foundation
import ShinsoTraining

/// What `evaluate` found.
public struct Report: Sendable {
  public let system: String
  /// The network that was scored, of a system that takes any; else nil.
  public let network: String?
  public let data: String
  /// The metrics with their values and how to print them.
  public let scores: Scores
  /// Of a classifier: what was taken for what.
  public let confusion: ConfusionMatrix?
  /// Draws the picture that `-o` asks for: of a classifier the confusion matrix.
  public var draw: (@Sendable (URL) throws -> Void)?
  /// Whether the matrix is part of the JSON.
  public var encodesConfusion = false
  /// Whether the table of classes is shown however many there are.
  public var showsEveryClass = false
  /// Of detection: how well each class was found.
  public var classPrecisions: [ClassPrecision] = []
  /// Lines that are shown below the metrics.
  public var lines: [String] = []

  /// What was scored: `lenet`, `imagenet (squeezenet-v1.1)`.
  public var title: String { network.map { "\(system) (\($0))" } ?? system }
  public var samples: Int { scores.samples }
  public var classes: [ClassScore] { confusion?.scores ?? [] }

  public init(
    system: String, network: String? = nil, data: String, _ scores: Scores,
    confusion: ConfusionMatrix? = nil
  ) {
    self.system = system
    self.network = network
    self.data = data
    self.scores = scores
    self.confusion = confusion
    if let confusion {
      let title = "\(title) on \(data)"
      draw = { try confusion.plot(to: $0, title: title) }
    }
  }

  /// Of decisions alone: accuracy, and the means over the classes of precision, recall and F1.
  public init(system: String, data: String, _ confusion: ConfusionMatrix) {
    let classes = confusion.scores
    self.init(
      system: system, data: data,
      Scores(
        samples: confusion.total,
        [
          .accuracy: confusion.accuracy, .macroF1: classes.macroF1,
          .macroPrecision: classes.macroPrecision, .macroRecall: classes.macroRecall,
        ]), confusion: confusion)
  }

  /// Also the loss and, of more than five classes, the five most probable ones.
  public init(system: String, data: String, _ evaluation: Evaluation) {
    let decisions = Report(system: system, data: data, evaluation.confusion)
    var scores = decisions.scores
    let weight = Double(evaluation.samples)
    if evaluation.confusion.classNames.count > 5 {
      scores.add(
        Metric("top5", .higher, .percent), evaluation.top5Accuracy, weight: weight)
    }
    scores.add(.loss, evaluation.loss, weight: weight)
    self.init(system: system, data: data, scores, confusion: evaluation.confusion)
  }
}

extension Report: Encodable {
  private enum CodingKeys: String, CodingKey {
    case system, network, data, samples, metrics, classes, confusion, confusionCells
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(system, forKey: .system)
    try values.encodeIfPresent(network, forKey: .network)
    try values.encode(data, forKey: .data)
    try values.encode(samples, forKey: .samples)
    // JSON has no NaN.
    let metrics = scores.values.map { ($0.metric.name, $0.value.isFinite ? $0.value : nil) }
    try values.encode(Dictionary(metrics) { $1 }, forKey: .metrics)
    if !classPrecisions.isEmpty { try values.encode(classPrecisions, forKey: .classes) }
    guard let confusion else { return }
    try values.encode(classes, forKey: .classes)
    // Rows are the right classes, columns what they were taken for, in the order of `classes`.
    guard encodesConfusion else { return }
    if confusion.classNames.count <= ConfusionMatrix.largestTable {
      try values.encode(confusion.counts, forKey: .confusion)
    } else {
      // Of many classes only the counts that are not 0: right class, what it was taken for, count.
      try values.encode(
        confusion.cells.map { [$0.actual, $0.predicted, $0.count] }, forKey: .confusionCells)
    }
  }
}
