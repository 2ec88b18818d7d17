import ArgumentParser
import ShinsoData
import ShinsoExperiments
import ShinsoFormats

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists every system.", discussion: "EXAMPLE\n  shinso list --json")

  @Flag(help: "One JSON object on standard output.")
  var json = false

  private struct Entry: Encodable {
    let id: String
    let year: Int
    let title: String
    let data: String
    let expectation: String
    let commands: [String]
    let isDataInCache: Bool?
  }

  func run() throws {
    let cache = Cache()
    let entries = Catalog.systems.map { system in
      Entry(
        id: system.id, year: system.year, title: system.title, data: system.defaultData,
        expectation: system.expectation,
        commands: system.commands.map(\.rawValue).sorted(),
        isDataInCache: DataCatalog.entries.first { $0.id == system.defaultData }.map {
          cache.status(of: $0.entry).state == .present
        })
    }
    if json { return try printJSON(["systems": entries]) }
    printTable(
      [["ID", "YEAR", "TITLE", "DATA", "IN CACHE", "EXPECT"]]
        + entries.map {
          [
            $0.id, "\($0.year)", $0.title, $0.data,
            $0.isDataInCache.map { $0 ? "yes" : "no" } ?? "-", $0.expectation,
          ]
        })
  }
}
