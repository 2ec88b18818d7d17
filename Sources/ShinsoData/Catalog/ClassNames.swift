import Foundation
import ShinsoFormats
import ShinsoTensor

/// The classes of a network: a line `IDENTIFIER TAB NAME` for each, in the order of its outputs.
public struct ClassNames: Sendable, Hashable {
  /// The file's name in a folder of the cache.
  package static let fileName = "classes.tsv"

  /// For ImageNet the WordNet identifiers, such as `n02099601`.
  public let identifiers: [String]
  /// Words joined by underscores, such as `golden_retriever`. Two classes may share a name
  /// (ImageNet has two cranes).
  public let names: [String]

  public var count: Int { names.count }

  package init(identifiers: [String], names: [String]) {
    precondition(identifiers.count == names.count, "a name for each identifier is needed")
    self.identifiers = identifiers
    self.names = names
  }

  /// A million classes with long names.
  private static let maximumByteCount = 1 << 27

  /// Reads a file of classes. Throws `InputError` naming the file and the line.
  public init(_ url: URL) throws {
    let bytes = try InputFile(url).allBytes(limit: Self.maximumByteCount)
    let text = try TextDecoder(name: url.path).decodeTable(bytes)
    var identifiers: [String] = []
    var names: [String] = []
    for (index, line) in text.split(whereSeparator: \.isNewline).enumerated() {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 2, !fields[0].isEmpty, !fields[1].isEmpty else {
        throw InputError(
          url.path, "line \(index + 1) is not an identifier, a tab and a name: \(quoted(line))")
      }
      identifiers.append(String(fields[0]))
      names.append(String(fields[1]))
    }
    guard !names.isEmpty else { throw InputError(url.path, "holds no classes") }
    self.init(identifiers: identifiers, names: names)
  }

  package func text() -> String {
    zip(identifiers, names).map { "\($0)\t\($1)\n" }.joined()
  }
}
