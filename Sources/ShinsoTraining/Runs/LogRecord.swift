import Foundation
import ShinsoTensor

/// One line of `log.jsonl`: the scores of an interval of updates or of an evaluation, by the names
/// of the metrics, or the statistics of the layers. The first line with a metric also describes it.
public struct LogRecord: Sendable {
  public enum Split: String, Sendable {
    /// An interval of updates.
    case train
    /// An evaluation on held-out data.
    case test
    /// An evaluation on what the training learns from, for want of others.
    case trainEvaluation
    case layers

    public var isEvaluation: Bool { self == .test || self == .trainEvaluation }

    /// Of an evaluation, for people: `test`, or `train`.
    public var title: String { self == .trainEvaluation ? "train" : rawValue }
  }

  public let split: Split
  /// The number of updates made when the line was written.
  public let iteration: Int
  /// The number of passes over the data, including fractions.
  public let epoch: Double
  /// A value is nil if it is not finite.
  public let values: [(metric: Metric, value: Double?)]
  /// Other numbers, such as the learning rate.
  public let readings: [(name: String, value: Double)]
  /// Only in `layers` lines; keyed by the name of a parameter or a module.
  let layers: [String: LayerNumbers]?
  /// Computing time since the start of the run without interruptions, in whole milliseconds.
  public let seconds: Double

  init(
    split: Split, iteration: Int, epoch: Double, scores: Scores,
    readings: [(name: String, value: Double)] = [], seconds: Double
  ) {
    self.init(
      split: split, iteration: iteration, epoch: epoch,
      values: scores.values.map { ($0.metric, $0.value.isFinite ? $0.value : nil) },
      readings: readings, layers: nil, seconds: (seconds * 1000).rounded() / 1000)
  }

  init(iteration: Int, epoch: Double, report: LayerReport, seconds: Double) {
    self.init(
      split: .layers, iteration: iteration, epoch: epoch, values: [],
      readings: report.gradientNorm.map { [("gradientNorm", $0)] } ?? [], layers: report.layers,
      seconds: (seconds * 1000).rounded() / 1000)
  }

  private init(
    split: Split, iteration: Int, epoch: Double, values: [(metric: Metric, value: Double?)],
    readings: [(name: String, value: Double)], layers: [String: LayerNumbers]?, seconds: Double
  ) {
    self.split = split
    self.iteration = iteration
    self.epoch = epoch
    self.values = values
    self.readings = readings
    self.layers = layers
    self.seconds = seconds
  }

  public subscript(metric: String) -> Double? {
    values.first { $0.metric.name == metric }?.value
  }

  /// The numbers by TensorBoard tag. The split comes after the quantity, so that the curves of a
  /// quantity share a chart.
  var scalars: [(tag: String, value: Double)] {
    var found = values.compactMap { metric, value in
      value.map { ("\(metric.name)/\(split.rawValue)", $0) }
    }
    found += readings
    for (name, numbers) in (layers ?? [:]).sorted(by: { $0.key < $1.key }) {
      let all = [
        ("weights/\(name)", numbers.weight), ("gradients/\(name)", numbers.gradient),
        ("activations/\(name)/mean", numbers.activationMean),
        ("activations/\(name)/deviation", numbers.activationDeviation),
      ]
      found += all.compactMap { tag, value in value.map { (tag, $0) } }
    }
    return found
  }

  // MARK: JSON

  /// - Parameter metrics: the metrics that no earlier line has described.
  func line(describing metrics: [Metric]) -> String {
    func number(_ value: Double?) -> String {
      value.flatMap { $0.isFinite ? "\($0)" : nil } ?? "null"
    }
    var fields = [
      "\"split\":\"\(split.rawValue)\"", "\"iteration\":\(iteration)",
      "\"epoch\":\(number(epoch))",
    ]
    if let layers { fields.append("\"layers\":\(LogJSON.text(layers))") }
    fields += values.map { "\"\($0.metric.name)\":\(number($0.value))" }
    fields += readings.map { "\"\($0.name)\":\(number($0.value))" }
    fields.append("\"seconds\":\(number(seconds))")
    if !metrics.isEmpty { fields.append("\"metrics\":\(LogJSON.text(metrics))") }
    return "{" + fields.joined(separator: ",") + "}\n"
  }

  /// The lines of a log, without one at the end that was not written to its end.
  ///
  /// - Throws: `InputError` if the file cannot be read or a line is invalid.
  public static func read(_ url: URL) throws -> [LogRecord] {
    guard let data = try? Data(contentsOf: url) else {
      throw InputError(url.path, "cannot be read")
    }
    var parser = LogParser()
    let lines = data.split(separator: UInt8(ascii: "\n"))
    return try lines.enumerated().compactMap { index, line in
      if let fields = parser.fields(line), let record = LogRecord(fields, &parser) { return record }
      if index == lines.count - 1, data.last != UInt8(ascii: "\n") { return nil }
      throw InputError(url.path, "line \(index + 1) is not a line of a training log")
    }
  }

  private init?(_ fields: LogParser.Fields, _ parser: inout LogParser) {
    guard let split = Split(rawValue: fields.split) else { return nil }
    self.init(
      split: split, iteration: fields.iteration, epoch: fields.epoch, values: fields.values,
      readings: fields.readings, layers: fields.layers, seconds: fields.seconds)
  }
}
