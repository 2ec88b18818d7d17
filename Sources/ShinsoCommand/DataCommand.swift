import ArgumentParser
import ShinsoData
import ShinsoFormats

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Data sets: list, get.",
    discussion: "EXAMPLE\n  shinso data list", subcommands: [DataList.self, DataGet.self])
}

struct DataList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the data sets.",
    discussion: "EXAMPLE\n  shinso data list --json")
  @Flag(help: "One JSON object on standard output.")
  var json = false

  func run() throws {
    let cache = Cache()
    if json { return try printJSON(["data": DataCatalog.entries.map { $0.listing(in: cache) }]) }
    printTable(
      [["ID", "DOWNLOAD", "LICENSE", "IN CACHE", "CONTENTS"]]
        + DataCatalog.entries.map { entry in
          let status = cache.status(of: entry.entry)
          return [
            entry.id, FetchProgress.size(status.downloadBytes), status.license,
            status.state == .present ? "yes" : "no", entry.contents,
          ]
        })
  }
}

struct DataGet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Fetches a data set and prints its folder.",
    discussion: "EXAMPLE\n  shinso data get mnist-5k")
  @Argument(help: "The data set.")
  var id: String
  @OptionGroup var options: GetOptions

  func run() throws { try options.get(known(DataCatalog.entry(id)).entry) }
}
