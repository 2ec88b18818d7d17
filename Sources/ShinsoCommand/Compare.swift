import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoTraining

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Puts training runs side by side.",
    discussion: """
      EXAMPLE
        shinso compare runs/lenet runs/again -o comparison.png
      The table shows what the runs reached and the options in which they differ; of an SVM the \
      accuracy of its cross-validation. Of runs of several systems it shows what all of them have; \
      the rest is in --json.
      """)

  @Argument(help: "Folders of runs.", completion: .directory)
  var runs: [String]
  @Option(
    "Draw the curves as PICTURE.png and PICTURE.svg (gnuplot).", name: .shortAndLong,
    default: "none", completion: .file())
  var output: String?
  @Flag("One JSON object on standard output.") var json = false

  func run() throws {
    let picture = output.map { URL(filePath: $0) }
    if let picture { try Plot.checkDrawable(to: picture) }
    let comparison = try RunComparison(runs)
    if json { try printJSON(comparison) } else { show(comparison) }
    if let picture {
      try comparison.plot(to: picture)
      Console.note(picture.deletingPathExtension().appendingPathExtension("png").relativePath)
    }
  }

  private func show(_ comparison: RunComparison) {
    Table(rows: comparison.table).show()
    let names = comparison.leftOut
    if names.isEmpty { return }
    Console.note("not of every run, see --json: \(names.joined(separator: ", "))")
  }
}
