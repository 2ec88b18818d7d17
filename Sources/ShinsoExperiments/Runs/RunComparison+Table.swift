import Foundation
import ShinsoTraining

extension RunComparison {
  /// Whether the runs are of several systems, which share few metrics and options.
  private var isMixed: Bool { Set(runs.map { $0.options["system"] }).count > 1 }

  /// The first two metrics of each run; of several systems only those that all runs have.
  private var shownMetrics: [Metric] {
    distinct(runs.flatMap { $0.metrics.prefix(2) }).filter { metric in
      !isMixed || runs.allSatisfy { $0.test[metric.name] != nil }
    }
  }

  private func distinct(_ metrics: [Metric]) -> [Metric] {
    metrics.reduce(into: []) { all, metric in
      if !all.contains(where: { $0.name == metric.name }) { all.append(metric) }
    }
  }

  /// The options in which the runs differ; of several systems those that all runs have.
  private var shownOptions: [String] {
    let names = Set(runs.flatMap { $0.options.keys }).sorted()
    if !isMixed { return names }
    return names.filter { name in
      name != "system" && runs.allSatisfy { $0.options[name] != nil }
    }
  }

  /// The rows of a table, its head first.
  public var table: [[String]] {
    let (metrics, options) = (shownMetrics, shownOptions)
    let isMixed = isMixed
    let hasTrainLoss =
      isMixed
      ? runs.allSatisfy { $0.train["loss"] != nil } : runs.contains { $0.train["loss"] != nil }
    var head = isMixed ? ["RUN", "SYSTEM", "ITERATIONS"] : ["RUN", "ITERATIONS"]
    head += metrics.map { "TEST " + $0.title.uppercased() }
    head.append("BEST")
    if hasTrainLoss { head.append("TRAIN LOSS") }
    head.append("TIME")
    head += options.map { OptionRecord.optionName($0).uppercased() }
    return [head]
      + runs.map { run in
        var cells = isMixed ? [run.run, run.options["system"] ?? "-"] : [run.run]
        cells.append(run.iterations.map(String.init) ?? "-")
        cells += metrics.map { metric in
          let text = run.test[metric.name].map(metric.text) ?? "-"
          return run.testsTrainingSamples ? "\(text) (train)" : text
        }
        cells.append(best(of: run))
        if hasTrainLoss { cells.append(run.train["loss"].map(Metric.loss.text) ?? "-") }
        cells.append(run.seconds.map { String(format: "%.1f s", $0) } ?? "-")
        return cells + options.map { run.options[$0] ?? "-" }
      }
  }

  /// With the metric's name where the runs have different ones.
  private func best(of run: Run) -> String {
    guard let best = run.best, let metric = run.metrics.first else { return "-" }
    let isShared = runs.allSatisfy { $0.metrics.first?.name ?? metric.name == metric.name }
    return isShared ? metric.text(best) : "\(metric.title) \(metric.text(best))"
  }

  /// What the table of several systems leaves out because not every run has it.
  public var leftOut: [String] {
    if !isMixed { return [] }
    let shown = shownMetrics.map(\.name)
    let metrics = distinct(runs.flatMap(\.metrics)).filter { !shown.contains($0.name) }
    let options = Set(runs.flatMap { $0.options.keys }).subtracting(shownOptions + ["system"])
    return metrics.map { "test \($0.title)" } + options.sorted().map(OptionRecord.optionName)
  }
}
