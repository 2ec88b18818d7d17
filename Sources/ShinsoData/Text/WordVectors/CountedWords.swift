import Foundation
import ShinsoFormats
import ShinsoTensor

/// Words and how often they occur, the most frequent first.
public struct CountedWords: Sendable, Hashable {
  public let words: [String]
  public let counts: [Int]

  public var count: Int { words.count }

  /// The words of a text; equally frequent ones are in order of first appearance.
  ///
  /// - Parameter name: of the text, for errors.
  /// - Throws: `InputError` if no word is frequent enough.
  init(_ all: TokenCounts, minimumCount: Int, name: String) throws {
    let kept = all.tokens.indices
      .filter { all.counts[$0] >= minimumCount && all.tokens[$0] != "\n" }
      .sorted { (all.counts[$1], $0) < (all.counts[$0], $1) }
    guard !kept.isEmpty else {
      throw InputError(
        name,
        all.tokens.allSatisfy { $0 == "\n" }
          ? "contains no words"
          : "has no word that occurs \(counted(minimumCount, "time")); use more text or a smaller "
            + "--min-count")
    }
    words = kept.map { all.tokens[$0] }
    counts = kept.map { all.counts[$0] }
  }

  /// Reads a vocabulary as the original word2vec writes it by `-save-vocab`: a word and its count on
  /// each line. `</s>`, which stands for the ends of sentences there, is passed over.
  ///
  /// - Throws: `InputError` naming the file and the line.
  public init(contentsOf url: URL, minimumCount: Int = 1) throws {
    var found: [(word: String, count: Int)] = []
    var seen: Set<TokenKey> = []
    // By scalars: a space or a line break may be part of a character with what stands beside it.
    let lines = try TextFile(url).text.unicodeScalars
      .split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      if line.isEmpty { continue }
      // A word may be a space itself.
      guard let space = line.lastIndex(of: " "), space > line.startIndex,
        let count = Int(String(line[line.index(after: space)...])), (0...1 << 50).contains(count)
      else {
        throw InputError(url.path, "line \(number + 1) is not a word and its count")
      }
      let word = String(line[..<space])
      guard seen.insert(TokenKey(word)).inserted else {
        throw InputError(url.path, "line \(number + 1): \(quoted(word)) is there twice")
      }
      if word != "</s>", count >= max(minimumCount, 1) { found.append((word, count)) }
    }
    guard !found.isEmpty else { throw InputError(url.path, "has no words") }
    let sorted = found.enumerated().sorted {
      ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
    }
    words = sorted.map(\.element.word)
    counts = sorted.map(\.element.count)
  }

  /// Writes the vocabulary as the original tool does.
  public func write(to url: URL) throws {
    try AtomicFile.write(to: url) { file in
      for (word, count) in zip(words, counts) { try file.write("\(word) \(count)\n") }
    }
  }
}
