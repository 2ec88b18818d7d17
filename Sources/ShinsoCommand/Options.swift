import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoTensor

/// The options of the systems. Each system refuses those that mean nothing to it.
struct SystemOptions: ParsableArguments {
  @Option(help: "The data: a name of `shinso data list`, or a folder.")
  var data: String?
  @Option(help: "The pretrained network, a name of `shinso zoo list`.")
  var network: String?
  @Option(help: "The layer whose output serves as features.")
  var layer: String?
  @Option(help: "A trained model: its file or its run's folder. [default: runs/ID]")
  var model: String?

  /// What was not given stays as it is.
  func apply(to request: inout Request) {
    request.data = data ?? request.data
    request.network = network ?? request.network
    request.layer = layer ?? request.layer
    request.model = model ?? request.model
  }

  var given: Set<SystemOption> {
    var given: Set<SystemOption> = []
    if data != nil { given.insert(.data) }
    if network != nil { given.insert(.network) }
    if layer != nil { given.insert(.layer) }
    if model != nil { given.insert(.model) }
    return given
  }
}

/// `--batch-size`, and the lecture's spelling of it.
struct BatchSizeOption: ParsableArguments {
  @Option(name: [.customLong("batch-size"), .customLong("batchsize")], help: "Samples in a batch.")
  var batchSize: Int?

  func validate() throws {
    if let batchSize, !(1...65_536).contains(batchSize) {
      throw ValidationError("--batch-size \(batchSize): must be from 1 to 65536")
    }
  }
}

/// Throws for options that the system does not have.
func check(_ given: Set<SystemOption>, for system: any System) throws {
  let unknown = given.subtracting(system.options).map { "--\($0.rawValue)" }.sorted()
  if let first = unknown.first {
    let known = system.options.map { "--\($0.rawValue)" }.sorted().joined(separator: ", ")
    throw UsageError(message: "\(first): \(system.id) has no such option; it has \(known)")
  }
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
