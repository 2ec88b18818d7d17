import ArgumentParser
import Foundation
import ShinsoExperiments

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Scores a trained system on test data.",
    discussion: """
      EXAMPLES
        shinso evaluate lenet --model runs/lenet --data mnist --confusion
        shinso evaluate imagenet --network efficientnet-lite0 --data photos/ --json
      """)

  @Argument(help: "The system, an id of `shinso list`.")
  var id: String
  @OptionGroup var options: SystemOptions
  @OptionGroup var batch: BatchSizeOption
  @Flag(help: "One JSON object on standard output.")
  var json = false

  @Flag(name: .customLong("per-class"), help: "Also a table of more than 60 classes.")
  var perClass = false
  @Flag(help: "Also what was taken for what: the confusion matrix.")
  var confusion = false

  func run() throws {
    let system = try known(Catalog.system(id))
    try check(
      options.given.union(batch.batchSize == nil ? [] : [.batchSize]), for: system)
    var request = Request()
    options.apply(to: &request)
    request.batchSize = batch.batchSize
    let report = try system.evaluate(request)
    if json { return try printJSON(report) }
    print("\(report.system) on \(report.data), \(report.samples) samples")
    for (name, value) in report.metrics.sorted(by: { $0.key < $1.key }) {
      print("\(name): " + (name == "loss" ? rounded(value) : percent(value)))
    }
    if confusion { print("\n" + report.confusion.table) }
    guard perClass || report.classes.count <= 60 else { return }
    print()
    printTable(
      [["CLASS", "SAMPLES", "PRECISION", "RECALL", "F1"]]
        + report.classes.filter { $0.samples + $0.predicted > 0 }.map {
          [$0.name, "\($0.samples)", percent($0.precision), percent($0.recall), percent($0.f1)]
        })
  }

  /// Four digits behind the point.
  private func rounded(_ value: Double) -> String {
    String(format: "%.4f", value)
  }

  private func percent(_ value: Double) -> String {
    let hundredths = Int((value * 10_000).rounded())
    let fraction = "\(hundredths % 100)"
    return "\(hundredths / 100)." + (fraction.count < 2 ? "0" : "") + fraction + "%"
  }
}
