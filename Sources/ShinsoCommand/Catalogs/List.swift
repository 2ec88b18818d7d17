import ArgumentParser
import Foundation
import ShinsoData
import ShinsoExperiments
import ShinsoFormats
import ShinsoTraining

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists every system: what it does, what is trained, what is cached.",
    discussion: "EXAMPLE\n  shinso list --json")

  @Flag("One JSON object on standard output.") var json = false

  private struct Entry: Encodable {
    let id: String
    let field: String
    let year: Int
    let title: String
    let data: String
    let expectation: String
    let commands: [String]
    /// Whether `runs/ID` contains a model.
    let isTrained: Bool
    /// nil if the data are not in the catalog.
    let isDataInCache: Bool?
  }

  func run() throws {
    let cache = Cache()
    let entries = Catalog.systems.map { system -> Entry in
      let about = system.about
      return Entry(
        id: about.id, field: about.field.rawValue, year: about.year, title: about.title,
        data: about.data, expectation: about.expectation, commands: system.verbs,
        isTrained: RunFolder(URL(filePath: "runs/\(about.id)")).hasModel,
        isDataInCache: about.isDataInCache(cache))
    }
    if json { return try printJSON(["systems": entries]) }
    let head = ["ID", "YEAR", "TITLE", "TRAINED", "DATA", "IN CACHE", "EXPECT"]
    var rows = [head]
    for field in About.Field.allCases {
      let own = entries.filter { $0.field == field.rawValue }
      if own.isEmpty { continue }
      rows.append(["", "", field.title.uppercased()])
      rows += own.map {
        [
          $0.id, "\($0.year)", $0.title, $0.isTrained ? "yes" : "no", $0.data,
          $0.isDataInCache.map { $0 ? "yes" : "no" } ?? "-", $0.expectation,
        ]
      }
    }
    Table(rows: rows).show()
  }
}
