import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining

/// What `batchnorm` shows of its trainings.
struct BatchNormFigures {
  private let sigmoid: [SigmoidTrainings.Result]
  /// The accuracy to which the steps of the sigmoid nets are counted.
  private let sigmoidTarget: Double
  private let rates: [RateTrainings.Result]

  init(
    _ sigmoid: [SigmoidTrainings.Result], target: Double, _ rates: [RateTrainings.Result]
  ) {
    self.sigmoid = sigmoid
    sigmoidTarget = target
    self.rates = rates
  }

  var tensors: [NamedTensor] { sigmoid.flatMap(\.tensors) + rates.flatMap(\.tensors) }

  // MARK: Numbers

  /// The best accuracy of the convolutional net at its base rate without normalization.
  private var target: Double { rates.first?.accuracy.best(.higher) ?? 0 }

  private func steps(_ result: RateTrainings.Result) -> Double? {
    result.accuracy.crossing(target, .higher, by: \.updates)
  }

  private func steps(_ result: SigmoidTrainings.Result) -> Double? {
    result.accuracy.crossing(sigmoidTarget, .higher, by: \.updates)
  }

  /// What was not reached is left out.
  func scores(digits: TensorDataset, pictures: TensorDataset) throws -> Scores {
    let weight = Double(digits.count)
    var scores = Scores(samples: digits.count)
    func add(
      _ name: String, _ title: String, _ value: Double?, _ direction: Metric.Direction = .higher,
      _ format: Metric.Format = .percent
    ) {
      guard let value else { return }
      scores.add(Metric(name, direction, format, title: title), value, weight: weight)
    }
    let steps = Metric.Format.number(digits: 0)
    for result in sigmoid {
      let found = try SigmoidTrainings.scores(result.net, unit: 1, on: digits)
      let end = result.isNormalized ? "Normalized" : "Plain"
      let net = "sigmoid net, \(end.lowercased())"
      add("accuracy\(end)", "accuracy on digits, \(net)", found[.accuracy])
      add("stepsToTarget\(end)", "steps to the target, \(net)", self.steps(result), .lower, steps)
    }
    for result in rates {
      let end =
        (result.isNormalized ? "Normalized" : "Plain") + "X"
        + RateTrainings.times(result.factor).dropFirst()
      let found = try ShinsoTraining.evaluate(
        result.net, on: DataLoader(pictures, batchSize: 100))
      add("pictureAccuracy\(end)", "accuracy on pictures, \(result.title)", found.accuracy)
      add(
        "pictureSteps\(end)", "steps on pictures, \(result.title)", self.steps(result), .lower,
        steps)
    }
    return scores
  }

  /// Rows of the table: net, steps, best accuracy.
  private var rows: [(name: String, steps: String, accuracy: String)] {
    rates.map { result in
      (
        result.title, Self.text(steps(result)),
        result.accuracy.best(.higher).map { String(format: "%.1f %%", 100 * $0) } ?? "diverged"
      )
    }
  }

  private static func text(_ steps: Double?) -> String {
    steps.map { String(format: "%.0f", $0) } ?? "never"
  }

  private var stepsHeading: String { String(format: "steps to %.1f %%", 100 * target) }

  var lines: [String] {
    let heading = String(format: ">STEPS TO %g %%", 100 * sigmoidTarget)
    let digits = Table(
      ["SIGMOID NET", heading, ">LAST ACCURACY"],
      sigmoid.map { result in
        [
          result.title, Self.text(steps(result)),
          String(format: "%.1f %%", 100 * (result.accuracy.points.last?.value ?? 0)),
        ]
      }
    ).lines
    return digits + [""]
      + Table(
        ["CONVOLUTIONAL NET", ">\(stepsHeading.uppercased())", ">BEST ACCURACY"],
        rows.map { [$0.name, $0.steps, $0.accuracy] }
      ).lines
  }

  // MARK: Pictures

  func draw(sigmoid: URL, rates: URL, table: URL) throws {
    try sigmoidCharts.write(to: sigmoid)
    try rateChart.write(to: rates)
    try tableSheet.write(to: table)
  }

  /// Figure 1.
  var sigmoidCharts: ChartRow {
    let accuracy = Chart(
      title: "(a) test accuracy", x: Chart.Axis("step"), y: Chart.Axis("accuracy (%)"),
      series: sigmoid.map {
        $0.accuracy.series(
          $0.title, by: \.updates, factor: 100, style: $0.isNormalized ? .line : .dashedLine)
      })
    let values = sigmoid.flatMap(\.inputs).flatMap(\.points).map(\.value)
    let range = ((values.min() ?? 0) - 0.2)...((values.max() ?? 0) + 0.2)
    let inputs = zip(["b", "c"], sigmoid).map { letter, result in
      Chart(
        title: "(\(letter)) what a sigmoid takes, \(result.title)", x: Chart.Axis("step"),
        y: Chart.Axis("input", range: range),
        series: zip(SigmoidTrainings.percentiles, result.inputs).map {
          $1.series("\($0)th percentile", by: \.updates)
        })
    }
    return ChartRow([accuracy] + inputs)
  }

  /// Figure 2.
  private var rateChart: Chart {
    Chart(
      title: "Test accuracy of a convolutional net at several rates", x: Chart.Axis("step"),
      y: Chart.Axis("accuracy (%)"),
      series: rates.map {
        $0.accuracy.series(
          $0.title, by: \.updates, factor: 100, style: $0.isNormalized ? .line : .dashedLine)
      })
  }

  /// Figure 3.
  private var tableSheet: TableSheet {
    TableSheet(
      title: "Steps to the best accuracy without normalization at the base rate",
      columns: [stepsHeading, "best accuracy"],
      rows: zip(rates, rows).map { result, row in
        TableSheet.Row(
          row.name,
          [
            TableSheet.Cell(row.steps),
            TableSheet.Cell(row.accuracy, shade: result.accuracy.best(.higher) ?? 0),
          ])
      })
  }
}
