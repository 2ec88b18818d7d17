import Foundation
import ShinsoFormats
import ShinsoTensor

/// The nouns of WordNet 3.0 (Fellbaum, "WordNet: an electronic lexical database", MIT Press 1998) as
/// a tree, from its file `data.noun`, whose format is described in the manual page wndb(5WN).
///
/// A synset, a set of synonyms, is named by its place in the file: ImageNet's `n02099601` is the line
/// at byte 2,099,601 of version 3.0. Where a synset has several hypernyms, the tree takes the first.
public struct WordNetNouns: Sendable {
  /// The file's name.
  public static let fileName = "data.noun"
  /// Where Debian's package `wordnet-base` puts it.
  public static let installed = URL(filePath: "/usr/share/wordnet/data.noun")
  /// Version 3.0 has 15 MB.
  private static let maximumByteCount = 1 << 27
  /// More than any noun has above it; a damaged file could lead in circles.
  private static let maximumDepth = 64

  static let artifact = Artifact(
    name: "wordnet-base_3.0-37_all.deb", byteCount: 6_467_132,
    digest: .file("61060d960f9ada8fa120872312eccd3ecebfbab8c4579e4f5a74e1cf67620752"),
    sources: [.debian(package: "wordnet-base", version: "1:3.0-37")])

  private let bytes: [UInt8]
  private let name: String

  /// - Throws: `InputError` naming the file if it cannot be read.
  public init(_ url: URL) throws {
    bytes = try InputFile(url).allBytes(limit: Self.maximumByteCount)
    name = url.path
  }

  static func assemble(_ assembly: Assembly) throws {
    let file = try assembly.unpackDebianPackage(artifact.name)
      .appending(path: "usr/share/wordnet/\(fileName)")
    try assembly.write(InputFile(file).allBytes(limit: maximumByteCount), as: fileName)
  }

  /// The first words of the synsets from the root, `entity`, down to the one with an identifier such
  /// as `n02099601`.
  ///
  /// - Throws: `InputError` if the file has no such synset, as that of another version, or is damaged.
  public func path(to identifier: String) throws -> [String] {
    guard identifier.first == "n", var offset = Int(identifier.dropFirst()) else {
      throw InputError(identifier, "is not a WordNet identifier such as n02099601")
    }
    var path: [String] = []
    while true {
      guard path.count < Self.maximumDepth, let synset = synset(at: offset) else {
        throw InputError(
          name,
          "has no noun \(identifier) with all that is above it; it must be that of WordNet 3.0")
      }
      path.append(synset.word)
      guard let hypernym = synset.hypernym else { return path.reversed() }
      offset = hypernym
    }
  }

  /// The first word of a line and its first hypernym; nil where no line of a noun begins.
  private func synset(at offset: Int) -> (word: String, hypernym: Int?)? {
    guard bytes.indices.contains(offset) else { return nil }
    let line = bytes[offset...].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "|") }
    // Offset, file, type, the number of words in hexadecimal, each word with a number, the number of
    // pointers, each with symbol, offset, type and source.
    let fields = line.split(separator: UInt8(ascii: " ")).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard fields.count > 4, Int(fields[0]) == offset, fields[2] == "n",
      let words = Int(fields[3], radix: 16), (1...255).contains(words)
    else { return nil }
    let pointers = fields.dropFirst(4 + 2 * words + 1)
    let symbol = pointers.indices.first { pointers[$0] == "@" || pointers[$0] == "@i" }
    let hypernym = symbol.flatMap {
      pointers.index($0, offsetBy: 1, limitedBy: pointers.endIndex - 1)
    }
    if symbol != nil, hypernym == nil { return nil }
    guard let hypernym else { return (fields[4], nil) }
    guard let target = Int(pointers[hypernym]) else { return nil }
    return (fields[4], target)
  }
}
