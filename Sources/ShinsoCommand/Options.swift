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
func knownNetwork(_ text: String, variant: String? = nil) throws -> NetworkSource {
  FileManager.default.fileExists(atPath: text)
    ? try NetworkSource(text, variantName: variant)
    : try known(NetworkSource(text, variantName: variant))
}

/// Prints one JSON object on standard output.
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
