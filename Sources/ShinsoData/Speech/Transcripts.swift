import Foundation
import ShinsoFormats
import ShinsoTensor

/// What is said in utterances: a line for each, with its name behind the words in parentheses, as in
/// Sphinx (`<s> NINE ONE </s> (an4-b)`), or before them, as in Kaldi (`an4-b NINE ONE`).
public struct Transcripts: Sendable, Hashable {
  public struct Line: Sendable, Hashable {
    public let id: String
    public let words: [String]
  }

  /// The file that error messages name.
  public let name: String
  public let lines: [Line]

  private static let largestByteCount = 1 << 28
  private static let marks: Set<Substring> = ["<s>", "</s>", "<sil>"]

  /// - Throws: `InputError` naming the file and the line if there are no words or no name, or if a name
  ///   comes twice.
  public init(_ url: URL) throws {
    try self.init(
      TextDecoder(name: url.path)
        .decode(PackedFile.bytes(of: url, limit: Self.largestByteCount)).text, name: url.path)
  }

  init(_ text: String, name: String) throws {
    let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated().filter { !$0.element.allSatisfy(\.isWhitespace) }
    // Kaldi's words may be in parentheses, too; Sphinx's names always are.
    let isSphinx = rows.allSatisfy { Self.parenthesized($0.element) != nil }
    var seen: Set<String> = []
    var lines: [Line] = []
    for (index, row) in rows {
      var fields = row.split(whereSeparator: \.isWhitespace)
      let id = isSphinx ? fields.removeLast().dropFirst().dropLast() : fields.removeFirst()
      let words = fields.filter { !Self.marks.contains($0) }.map(String.init)
      guard !words.isEmpty else {
        throw InputError(
          name,
          "line \(index + 1): utterance \(quoted(id)) has no words; remove it or transcribe it")
      }
      guard seen.insert(String(id)).inserted else {
        throw InputError(name, "line \(index + 1): utterance \(quoted(id)) is there twice")
      }
      lines.append(Line(id: String(id), words: words))
    }
    guard !lines.isEmpty else { throw InputError(name, "has no transcripts") }
    self.init(name: name, lines)
  }

  public init(name: String, _ lines: [Line]) {
    self.name = name
    self.lines = lines
  }

  private static func parenthesized(_ line: Substring) -> Substring? {
    guard let last = line.split(whereSeparator: \.isWhitespace).last, last.count > 2,
      last.hasPrefix("("), last.hasSuffix(")")
    else { return nil }
    return last.dropFirst().dropLast()
  }
}
