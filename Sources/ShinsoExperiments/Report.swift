import ShinsoTraining

/// What `evaluate` found.
public struct Report: Sendable {
  public let system: String
  public let data: String
  public let samples: Int
  /// Fractions from 0 to 1, but `loss`.
  public let metrics: [String: Double]
  public let classes: [ClassScore]
  public let confusion: ConfusionMatrix
  /// Whether the matrix is part of the JSON.
  public var encodesConfusion = false

  /// Of the decisions alone: `accuracy`, and the means over the classes of precision, recall and
  /// F1. `metrics`, where given, are reported in their place.
  public init(
    system: String, data: String, _ confusion: ConfusionMatrix, metrics: [String: Double]? = nil
  ) {
    self.system = system
    self.data = data
    self.confusion = confusion
    samples = confusion.total
    classes = confusion.scores
    self.metrics =
      metrics ?? [
        "accuracy": confusion.accuracy, "macroF1": classes.macroF1,
        "macroPrecision": classes.macroPrecision, "macroRecall": classes.macroRecall,
      ]
  }

  /// Also `loss` and, of more than five classes, `top5`.
  public init(system: String, data: String, _ evaluation: Evaluation) {
    let decisions = Report(system: system, data: data, evaluation.confusion)
    var metrics = decisions.metrics
    metrics["loss"] = evaluation.loss
    if decisions.classes.count > 5 { metrics["top5"] = evaluation.top5Accuracy }
    self.init(system: system, data: data, evaluation.confusion, metrics: metrics)
  }
}

extension Report: Encodable {
  private enum CodingKeys: String, CodingKey {
    case system, data, samples, metrics, classes, confusion
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(system, forKey: .system)
    try values.encode(data, forKey: .data)
    try values.encode(samples, forKey: .samples)
    // JSON has no NaN.
    try values.encode(
      metrics.mapValues { $0.isFinite ? Optional($0) : nil }, forKey: .metrics)
    try values.encode(classes, forKey: .classes)
    // Rows are the right classes, columns what they were taken for, in the order of `classes`.
    if encodesConfusion { try values.encode(confusion.counts, forKey: .confusion) }
  }
}
