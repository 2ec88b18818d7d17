import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Scores a trained system on test data.",
    discussion: """
      EXAMPLES
        shinso evaluate lenet --model runs/lenet --data mnist --confusion
        shinso evaluate pretrained-mlp --plot confusion.png
        shinso evaluate imagenet --network efficientnet-lite0 --data photos/ --json
      Without --data, or with the data that it was trained on, a system is scored on what its \
      training held out. pretrained-svm holds out nothing: its cross-validation is made again. \
      Other data are scored as a whole; of digits, always the test files.
      Of a run with --patience, its best weights are used; of others, the last ones.
      """)

  @Argument(help: "The system, an id of `shinso list`.", completion: .systems)
  var id: String
  @OptionGroup var data: DataOption
  @OptionGroup var network: NetworkOption
  @OptionGroup var model: ModelOption
  @OptionGroup var batch: BatchSizeOption
  @Flag(help: "One JSON object on standard output.")
  var json = false
  @Flag(name: .customLong("per-class"), help: "Also a table of more than 60 classes.")
  var perClass = false
  @Flag(help: "Also what was taken for what: the confusion matrix.")
  var confusion = false
  @Option(
    help: "Draw the confusion matrix as PICTURE.png and PICTURE.svg (gnuplot).",
    completion: .file())
  var plot: String?

  func run() throws {
    let system = try known(Catalog.system(id))
    var request = Request()
    request.data = data.data
    request.network = network.network
    request.model = model.model
    request.batchSize = batch.batchSize
    try request.validate()
    try system.check(request.given, for: .evaluate)
    let picture = plot.map { URL(filePath: $0) }
    if let picture { try AtomicFile.checkWritable(picture) }
    var report = try system.evaluate(request)
    report.encodesConfusion = confusion
    if json { try printJSON(report) } else { show(report) }
    if let picture {
      try report.confusion.plot(to: picture, title: "\(report.system) on \(report.data)")
    }
  }

  private func show(_ report: Report) {
    print("\(report.system) on \(report.data), \(report.samples) samples")
    for (name, value) in report.metrics.sorted(by: { $0.key < $1.key }) {
      print("\(name): " + (name == "loss" ? String(format: "%.4f", value) : percent(value)))
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

  private func percent(_ value: Double) -> String { String(format: "%.2f%%", 100 * value) }
}
