import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining

/// What `relu` shows of its trainings: figure 1 of Krizhevsky et al. 2012, and its numbers.
struct ActivationFigure {
  static let speedup = Metric("speedup", .higher, .number(digits: 2))
  private static let epochsToTarget = (
    relu: Metric(
      "epochsToTargetReLU", .lower, .number(digits: 2), title: "epochs to the target with ReLU"),
    tanh: Metric(
      "epochsToTargetTanh", .lower, .number(digits: 2), title: "epochs to the target with tanh")
  )
  private static let accuracy = (
    relu: Metric("accuracyReLU", .higher, .percent, title: "accuracy with ReLU"),
    tanh: Metric("accuracyTanh", .higher, .percent, title: "accuracy with tanh")
  )

  private let results: [ActivationResult]
  private let target: Double

  init(_ results: [ActivationResult], target: Double) {
    self.results = results
    self.target = target
  }

  /// A table of the rates, and the ratio.
  var lines: [String] {
    let rows = results.flatMap { result in
      result.attempts.map { attempt in
        [
          result.title, "\(attempt.rate)",
          attempt.epochs(to: target).map { String(format: "%.2f", $0) } ?? "not reached",
          attempt.curve.best(.lower).map { String(format: "%.1f %%", 100 * $0) } ?? "diverged",
        ]
      }
    }
    let heading = String(format: ">EPOCHS TO %g %%", 100 * target)
    var lines = Table(["UNITS", ">RATE", heading, ">LEAST TRAINING ERROR"], rows).lines
    if let ratio {
      lines.append(String(format: "ReLU is there %.1f times sooner", ratio))
    } else if let relu = epochs(.relu),
      let last = results.flatMap(\.attempts)
        .filter({ $0.epochs(to: target) == nil }).compactMap(\.curve.points.last?.epochs).max()
    {
      lines.append(
        String(format: "tanh is not there after %.0f epochs, ReLU after %.1f", last, relu))
    }
    return lines
  }

  private func epochs(_ activation: Activation) -> Double? {
    results.first { $0.activation == activation }?.best(target: target).epochs(to: target)
  }

  private var ratio: Double? {
    guard let relu = epochs(.relu), let tanh = epochs(.tanh), relu > 0 else { return nil }
    return tanh / relu
  }

  /// What was not reached is left out.
  static func scores(
    _ results: [ActivationResult], target: Double, test: TensorDataset
  ) throws -> Scores {
    let figure = ActivationFigure(results, target: target)
    var scores = Scores(samples: test.count)
    func add(_ metric: Metric, _ value: Double?) {
      if let value { scores.add(metric, value, weight: Double(test.count)) }
    }
    add(speedup, figure.ratio)
    add(epochsToTarget.relu, figure.epochs(.relu))
    add(epochsToTarget.tanh, figure.epochs(.tanh))
    for result in results {
      let found = try ShinsoTraining.evaluate(
        result.net, on: DataLoader(test, batchSize: 100))
      add(result.activation == .relu ? accuracy.relu : accuracy.tanh, found.accuracy)
    }
    return scores
  }

  func chart(_ title: String) -> Chart {
    let error = Wording("training error", "学習データの誤り")
    let best = results.map { ($0, $0.best(target: target)) }
    let end = best.flatMap { $0.1.curve.points.map(\.epochs) }.max() ?? 1
    let line = [1, max(end, 1)].map { Chart.Point($0, 100 * target) }
    return Chart(
      title: "\(title): \(error.line)", x: Chart.Axis(Wording("epoch", "エポック").line, isWhole: true),
      y: Chart.Axis("\(error.line) (%)"),
      series: best.map { result, attempt in
        attempt.curve.series(
          "\(result.title), \(Wording("rate", "学習率").line) \(attempt.rate)", by: \.epochs,
          factor: 100,
          style: result.activation == .relu ? .line : .dashedLine)
      } + [Chart.Series(String(format: "%g %%", 100 * target), line, style: .dashedLine)])
  }
}
