import ArgumentParser
import Foundation
import ShinsoData
import ShinsoExperiments
import ShinsoFormats
import ShinsoTraining

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Data sets: list, get, stats.",
    discussion: "EXAMPLES\n  shinso data list\n  shinso data stats photos/",
    subcommands: [DataList.self, DataGet.self, DataStats.self])
}

struct DataList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the data sets.",
    discussion: "EXAMPLE\n  shinso data list --json")
  @Flag("One JSON object on standard output.") var json = false

  func run() throws {
    let cache = Cache()
    if json { return try printJSON(["data": DataCatalog.entries.map { $0.listing(in: cache) }]) }
    Table(
      ["ID", ">DOWNLOAD", "LICENSE", "IN CACHE", "CONTENTS"],
      DataCatalog.entries.map { entry in
        let status = cache.status(of: entry.entry)
        return [
          entry.id, FetchProgress.size(status.downloadBytes), status.license,
          status.state == .present ? "yes" : "no", entry.contents,
        ]
      }
    ).show()
  }
}

struct DataGet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Fetches a data set and prints its folder.",
    discussion: "EXAMPLE\n  shinso data get mnist-5k")
  @Argument(help: "The data set.", completion: .dataSets)
  var id: String
  @OptionGroup var options: GetOptions

  func run() throws { try options.get(known(DataCatalog.entry(id)).entry) }
}

struct DataStats: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Reads a collection of images or texts: counts, sizes, colors, damaged files.",
    discussion: """
      EXAMPLES
        shinso data stats photos/
        shinso data stats photos.zip --sheet sheet.png
        shinso data stats novels/ --text
      """)
  @Argument(
    help: """
      A folder with one folder per class, a zip or tar archive of one, or a list of images; texts of \
      `shinso data list`.
      """,
    completion: .file())
  var data: String
  @Option(
    "Draw some images with their classes as a PNG file (needs gnuplot).", default: "none",
    completion: .file())
  var sheet: String?
  @Flag("It is text: a file or a folder of files.") var text = false
  @Flag("One JSON object on standard output.") var json = false

  func run() throws {
    if let report = try TextReport(data, isText: text) {
      if json { return try printJSON(["files": report.statistics]) }
      return Table(TextReport.heads, report.rows).show()
    }
    if let sheet { try Plot.checkDrawable(to: URL(filePath: sheet)) }
    let report = try DataReport(data)
    if json {
      try printJSON(report.statistics)
    } else {
      for line in report.lines { print(line) }
      print()
      Table(["CLASS", ">PICTURES"], report.rows).show()
    }
    if let sheet { try report.writeSheet(to: URL(filePath: sheet)) }
  }
}
