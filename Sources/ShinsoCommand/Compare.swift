import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Puts training runs side by side.",
    discussion: """
      EXAMPLE
        shinso compare runs/lenet runs/again --plot comparison.png
      The table shows what the runs reached and the options in which they differ; of an SVM the
      accuracy of its cross-validation.
      """)

  @Argument(help: "Folders of runs.", completion: .directory)
  var runs: [String]
  @Option(
    help: "Draw the curves as PICTURE.png and PICTURE.svg (gnuplot).", completion: .file())
  var plot: String?
  @Flag(help: "One JSON object on standard output.")
  var json = false

  func run() throws {
    let comparison = try RunComparison(runs)
    if json { try printJSON(comparison) } else { printTable(comparison.table) }
    guard let plot else { return }
    let target = URL(filePath: plot)
    try AtomicFile.checkWritable(target)
    try comparison.plot(to: target)
  }
}
