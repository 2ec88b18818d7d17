import ArgumentParser
import Foundation
import ShinsoData
import ShinsoExperiments
import ShinsoFormats
import ShinsoZoo

extension CompletionKind {
  static var systems: CompletionKind { .list(Catalog.systems.map { $0.about.id }) }
  static var networks: CompletionKind { .list(Networks.entries.map { $0.name }) }
  static var pretrained: CompletionKind { .list(ModelZoo.entries.map(\.id)) }
  static var dataSets: CompletionKind { .list(DataCatalog.entries.map(\.id)) }
}

/// A network by whatever may stand where a network is named; a wrong name is a wrong command line.
func knownNetwork(_ text: String) throws -> NetworkSource {
  FileManager.default.fileExists(atPath: text)
    ? try NetworkSource(text) : try known(NetworkSource(text))
}

/// Prints one JSON object on standard output.
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}

/// Columns padded to their width, two spaces between them.
func printTable(_ rows: [[String]]) {
  let count = rows.map(\.count).max() ?? 0
  let widths = (0..<count).map { column in
    rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
  }
  for row in rows {
    let cells = row.enumerated().map { column, cell in
      column == row.count - 1
        ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
    }
    print(cells.joined(separator: "  "))
  }
}
