import Foundation
import ShinsoFormats
import ShinsoTensor

/// Joins words that stand side by side more often than chance has it, as the original word2vec's
/// `word2phrase` does: Mikolov et al., NIPS 2013, section 4, equation 6, times the number of words.
/// The text need not fit into memory.
///
/// ```swift
/// var text = try PhraseText(by: .space, name: "novel.txt") { try corpus.forEachLine($0) }
/// let found = try text.join(minimumCount: 5, threshold: 100)
/// try text.write(to: url)
/// ```
public struct PhraseText {
  public struct Phrase: Sendable, Hashable {
    public let text: String
    /// How often the words were joined.
    public let count: Int
    public let score: Double
  }

  private var words: [String]
  private var ids: TokenIDs
  private let delimiter: String

  /// Words of the text, joined ones as one.
  public var wordCount: Int { ids.count { words[Int($0)] != "\n" } }

  /// - Parameters:
  ///   - delimiter: what joined words have between them.
  ///   - name: of the text, for errors.
  ///   - read: hands out the lines of the text, each with its line break.
  public init(
    by tokenizer: Tokenizer, delimiter: String = "_", name: String,
    _ read: ((String) throws -> Void) throws -> Void
  ) throws {
    let text = try NumberedText(by: tokenizer, read)
    words = text.words
    ids = text.ids
    self.delimiter = delimiter
    guard words.contains(where: { $0 != "\n" }) else { throw InputError(name, "contains no words") }
  }

  /// Joins pairs of words once, from left to right; a word joins one other at most. A second call
  /// makes phrases of three and four words.
  ///
  /// - Parameters:
  ///   - minimumCount: rarer words and pairs are not joined; it also lowers the scores of rare pairs.
  ///   - threshold: pairs with a higher score are joined.
  /// - Returns: the phrases, the highest score first.
  @discardableResult
  public mutating func join(minimumCount: Int, threshold: Double) throws -> [Phrase] {
    let lineBreak = words.firstIndex(of: "\n").map { Int32($0) } ?? -1
    let counts = PairCounts(ids, words: words.count, lineBreak: lineBreak)
    var numbers: [UInt64: Int32] = [:]
    var found: [(pair: UInt64, count: Int, score: Double)] = []
    var writer = TokenIDs.Writer()
    var waiting: Int32?
    for id in ids {
      guard let first = waiting else {
        waiting = id
        continue
      }
      let score = counts.score(first, id, minimumCount: minimumCount)
      guard score > threshold else {
        try writer.append(first)
        waiting = id
        continue
      }
      let pair = PairCounts.key(first, id)
      let number = numbers[pair] ?? Int32(words.count + found.count)
      if numbers.updateValue(number, forKey: pair) == nil { found.append((pair, 0, score)) }
      found[Int(number) - words.count].count += 1
      try writer.append(number)
      waiting = nil
    }
    if let waiting { try writer.append(waiting) }
    let made = found.map { pair, count, score in
      Phrase(
        text: words[Int(pair >> 32)] + delimiter + words[Int(pair & 0xFFFF_FFFF)], count: count,
        score: score)
    }
    words += made.map(\.text)
    ids = try writer.finish()
    return made.sorted { ($1.score, $0.text) < ($0.score, $1.text) }
  }

  /// Writes the words with spaces between them, a sentence a line.
  public func write(to url: URL) throws {
    try AtomicFile.write(to: url) { file in
      var isAtStart = true
      for id in ids {
        let word = words[Int(id)]
        try file.write((isAtStart || word == "\n" ? "" : " ") + word)
        isAtStart = word == "\n"
      }
      if !isAtStart { try file.write("\n") }
    }
  }
}
