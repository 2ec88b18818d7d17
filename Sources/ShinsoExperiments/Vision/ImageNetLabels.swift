import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// The classes of ILSVRC's validation photographs, from a text file of one of these kinds:
///
/// - lines of a name and a class, which is a number from 0 (Caffe's `val.txt`) or a WordNet
///   identifier (Kaggle's `LOC_val_solution.csv`);
/// - a line for each photograph, the n-th for number n, with a WordNet identifier, or with the number
///   that the development kit gives to the class (`ILSVRC2012_validation_ground_truth.txt`). What
///   these numbers mean is told by the kit's `map_clsloc.txt`, which has to lie beside the file.
struct ImageNetLabels {
  static let usualNames = [
    "val.txt", "LOC_val_solution.csv", "ILSVRC2012_validation_ground_truth.txt",
    "imagenet_2012_validation_synset_labels.txt",
  ]
  /// Lines for a few million photographs.
  private static let maximumByteCount = 1 << 28

  private let url: URL
  /// By the names of the photographs without extension.
  private var named: [String: Int] = [:]
  /// By the numbers of the photographs from 1.
  private var numbered: [Int] = []

  /// - Throws: `InputError` naming the file and the line.
  init(_ url: URL, classCount: Int, identifiers: [String]?) throws {
    self.url = url
    let indices = identifiers.map { Dictionary(zip($0, 0...), uniquingKeysWith: { a, _ in a }) }
    var kit: [Int: String]?
    for (number, fields) in try Self.lines(of: url).enumerated() {
      let field = fields[fields.count > 1 ? 1 : 0]
      var label = Int(field)
      if fields.count == 1, let own = label {
        kit = try kit ?? Self.kit(beside: url)
        label = kit?[own].flatMap { indices?[$0] }
      }
      label = label ?? indices?[field]
      guard let label, (0..<classCount).contains(label) else {
        // The first line of a table.
        if number == 0, fields.count > 1 { continue }
        let hint = identifiers == nil ? "; \(Self.hint)" : ""
        throw InputError(
          url.path, "line \(number + 1) names no class of the network: \(quoted(field))\(hint)")
      }
      if fields.count > 1 {
        named[Self.stem(fields[0])] = label
      } else {
        numbered.append(label)
      }
    }
  }

  private static let hint =
    "the network does not tell its WordNet identifiers, which "
    + "`\(DataCatalog.imageNetClasses.entry.command)` fetches"

  /// - Throws: `InputError` for a photograph that the file does not have.
  func label(of picture: String) throws -> Int {
    let stem = Self.stem(picture)
    if let label = named[stem] { return label }
    let digits = stem.reversed().prefix { $0.isASCII && $0.isNumber }
    if let number = Int(String(digits.reversed())), numbered.indices.contains(number - 1) {
      return numbered[number - 1]
    }
    throw InputError(url.path, "does not tell the class of \(quoted(picture))")
  }

  /// What the development kit's numbers stand for.
  private static func kit(beside labels: URL) throws -> [Int: String] {
    let url = labels.deletingLastPathComponent().appending(path: "map_clsloc.txt")
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw InputError(
        labels.path,
        "numbers the classes as the development kit does; put the kit's map_clsloc.txt beside it")
    }
    var kit: [Int: String] = [:]
    for (number, fields) in try lines(of: url).enumerated() {
      guard fields.count > 1, let index = Int(fields[1]) else {
        throw InputError(url.path, "line \(number + 1) is not an identifier, a number and a name")
      }
      kit[index] = fields[0]
    }
    return kit
  }

  private static func lines(of url: URL) throws -> [[String]] {
    let bytes = try InputFile(url).allBytes(limit: maximumByteCount)
    let text = try TextDecoder(name: url.path).decodeTable(bytes)
    return text.split(whereSeparator: \.isNewline).map { line in
      line.split { $0 == " " || $0 == "\t" || $0 == "," }.map(String.init)
    }.filter { !$0.isEmpty }
  }

  private static func stem(_ name: String) -> String {
    URL(filePath: name).deletingPathExtension().lastPathComponent
  }
}
