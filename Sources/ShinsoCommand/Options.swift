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
  if FileManager.default.fileExists(atPath: text) || NetworkSource.isPath(text) {
    return try NetworkSource(text, variantName: variant)
  }
  if Catalog.system(text) != nil, (try? Networks.entry(text)) == nil {
    throw UsageError(
      message: "\(text): is a system that has no network for pictures; name one (shinso zoo list)")
  }
  return try known(NetworkSource(text, variantName: variant), text)
}

/// Refuses a name for a picture that tells another format than the picture will have.
func checkPicture(_ file: String, of option: String, is format: String) throws {
  let ending = URL(filePath: file).pathExtension.lowercased()
  if ending.isEmpty || ending == format { return }
  throw ValidationError(
    "\(option) \(file): the picture is \(format == "svg" ? "an SVG" : "a PNG") file; "
      + "name one that ends in .\(format)")
}

/// Prints one JSON object on standard output.
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
