import Foundation
import ShinsoTensor

extension Plot {
  /// Plots the metrics of a run over the iterations, for the training and the held-out data, as a
  /// PNG and an SVG file.
  ///
  /// - Parameters:
  ///   - url: its extension is replaced by `png` and by `svg`.
  ///   - log: a run's `log.jsonl`.
  /// - Throws: `InputError` if the log cannot be read or a file cannot be written. If gnuplot is
  ///   missing, it only warns.
  public static func curves(of log: URL, title: String, to url: URL) throws {
    let records = try LogRecord.read(log)
    let panels = metrics(of: records).map { metric in
      panel(
        metric,
        [
          Curve(
            name: Wording("train", "学習").line, points: points(metric, .train, records),
            color: "#6baed6", width: 1),
          evaluations(metric, records),
        ])
    }.filter { !$0.curves.isEmpty }
    if panels.isEmpty { return }
    try draw(panels, title: title, width: 560 * panels.count, height: 480, to: url)
  }

  /// Plots the curves of several runs in the same axes, using the held-out data where there are
  /// any.
  ///
  /// - Parameter runs: names and `log.jsonl` files.
  /// - Throws: the same errors as `curves`.
  public static func comparison(
    of runs: [(name: String, log: URL)], title: String, to url: URL
  ) throws {
    let logs = try runs.map { try LogRecord.read($0.log) }
    var shown: [Metric] = []
    for metric in logs.flatMap(metrics) where !shown.contains(where: { $0.name == metric.name }) {
      shown.append(metric)
    }
    let panels = shown.map { metric in
      panel(
        metric,
        zip(runs, logs).enumerated().map { index, run in
          let test = evaluations(metric, run.1).points
          return Curve(
            name: run.0.name, points: test.isEmpty ? points(metric, .train, run.1) : test,
            color: colors[index % colors.count], width: 2)
        })
    }.filter { !$0.curves.isEmpty }
    if panels.isEmpty { return }
    try draw(panels, title: title, width: 620 * panels.count, height: 500, to: url)
  }

  /// The metrics that get a panel: the loss, the metric by which the training is scored, and the
  /// one that decides which evaluation is best.
  private static func metrics(of records: [LogRecord]) -> [Metric] {
    var found: [Metric] = []
    let train = records.first { $0.split == .train }?.values ?? []
    let test = records.first { $0.split.isEvaluation }?.values.prefix(1) ?? []
    for (metric, _) in train + test where !found.contains(where: { $0.name == metric.name }) {
      found.append(metric)
    }
    return found
  }

  /// The curve of the held-out data; for want of any, that of the training data.
  private static func evaluations(_ metric: Metric, _ records: [LogRecord]) -> Curve {
    let isTest = records.contains { $0.split == .test }
    return Curve(
      name: isTest
        ? Wording("test", "テスト").line : Wording("evaluated on training data", "学習データでの評価").line,
      points: points(metric, isTest ? .test : .trainEvaluation, records), color: "#d94801",
      width: 2)
  }

  private static func points(
    _ metric: Metric, _ split: LogRecord.Split, _ records: [LogRecord]
  ) -> [(Double, Double)] {
    let factor = metric.format == .percent ? 100.0 : 1
    return records.filter { $0.split == split }.compactMap { record in
      record[metric.name].map { (Double(record.iteration), $0 * factor) }
    }
  }

  private static func panel(_ metric: Metric, _ curves: [Curve]) -> Panel {
    let curves = curves.filter { !$0.points.isEmpty }
    let least = curves.flatMap(\.points).map(\.1).min() ?? 0
    let isPercent = metric.format == .percent
    // Perplexity starts at the size of the vocabulary.
    let isLogarithmic = metric.reduction == .exponential && least > 0
    let range =
      isPercent
      ? (metric.direction == .higher ? "set yrange [*:100]" : "set yrange [0:*]")
      : isLogarithmic || least < 0 ? "set yrange [*:*]" : "set yrange [0:*]"
    return Panel(
      label: metric.wording.line + (isPercent ? " (%)" : ""), range: range,
      isLogarithmic: isLogarithmic, curves: curves)
  }
}
