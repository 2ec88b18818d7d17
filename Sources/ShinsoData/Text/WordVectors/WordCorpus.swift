import Foundation
import ShinsoFormats
import ShinsoTensor

/// A text as numbers of words, four bytes each.
///
/// ```swift
/// var builder = WordCorpus.Builder()
/// builder.add(text)
/// let corpus = try builder.corpus(minimumCount: 5, name: "novel.txt")
/// ```
public struct WordCorpus: Sendable {
  public let vocabulary: CountedWords
  /// The number of each word that is in the vocabulary, and -1 where a sentence (a line) ends.
  public let tokens: [Int32]
  /// Words of the text, rare ones too.
  public let wordCount: Int

  /// Takes a text piece by piece.
  public struct Builder {
    private var table = WordTable()
    private var tokens: [Int32] = []
    private var wordCount = 0

    public init() {}

    /// Adds lines of words with white space between them. A piece ends where a line does.
    public mutating func add(_ text: String) {
      var text = text
      text.withUTF8 { bytes in
        WordSpaces.forEachWord(in: bytes) { word in
          tokens.append(table.add(word))
          wordCount += 1
        } lineEnd: {
          endSentence()
        }
      }
      endSentence()
    }

    /// Adds a word, whatever cut it.
    public mutating func add(word: Substring) {
      var word = word
      word.withUTF8 { tokens.append(table.add($0)) }
      wordCount += 1
    }

    public mutating func endSentence() {
      if let last = tokens.last, last >= 0 { tokens.append(-1) }
    }

    /// - Parameters:
    ///   - minimumCount: rarer words are left out, as if they were not there.
    ///   - vocabulary: in place of the text's own.
    ///   - name: of the text, for errors.
    /// - Throws: `InputError` if no words are left.
    public consuming func corpus(
      minimumCount: Int, vocabulary given: CountedWords? = nil, name: String
    ) throws -> WordCorpus {
      let words = try given ?? own(minimumCount, name)
      // From the order of appearance to that of the vocabulary.
      var numbers = [Int32](repeating: -2, count: table.count)
      for (number, word) in words.words.enumerated() {
        var word = word
        if let place = word.withUTF8({ table.find($0) }) { numbers[Int(place)] = Int32(number) }
      }
      var kept = 0
      for token in tokens {
        let number = token < 0 ? token : numbers[Int(token)]
        if number == -2 { continue }
        tokens[kept] = number
        kept += 1
      }
      tokens.removeLast(tokens.count - kept)
      guard tokens.contains(where: { $0 >= 0 }) else {
        throw InputError(name, "has no words of the vocabulary")
      }
      return WordCorpus(vocabulary: words, tokens: tokens, wordCount: wordCount)
    }

    private func own(_ minimumCount: Int, _ name: String) throws -> CountedWords {
      let kept = table.counts.indices.filter { table.counts[$0] >= minimumCount }
        .sorted { (table.counts[$1], $0) < (table.counts[$0], $1) }
      guard !kept.isEmpty else {
        throw InputError(
          name,
          table.count == 0
            ? "contains no words"
            : "has no word that occurs \(minimumCount) times; use more text or a smaller --min-count"
        )
      }
      return CountedWords(
        words: kept.map(table.word), counts: kept.map { table.counts[$0] })
    }
  }
}
