import Foundation
import ShinsoTensor

/// Divides a text into tokens, and puts tokens together again. Every system that reads text goes
/// through it.
///
/// A line break is the token `"\n"` for all kinds. It marks the end of a sentence, which other
/// programs write as `<eos>`.
public struct Tokenizer: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable, Codable {
    /// Each character as a reader sees it (extended grapheme cluster), with spaces.
    case characters
    /// The parts between white space.
    case space
    /// Words with punctuation and contractions split off; see ``EnglishWords``.
    case english
    /// Words as MeCab divides them with its dictionary IPAdic.
    case japanese
    /// The same words in the forms that a dictionary lists: 歩い becomes 歩く.
    case japaneseBase = "japanese-base"
    /// Pieces of the parts between white space; see ``BytePairs``.
    case bpe
  }

  /// What happens to different spellings of the same characters (Unicode standard annex 15).
  public enum Normalization: String, Sendable, CaseIterable, Codable {
    case none
    /// Compatibility composition: full-width letters become plain ones, half-width kana full ones.
    case nfkc
  }

  public static let characters = Tokenizer(simple: .characters)
  public static let space = Tokenizer(simple: .space)

  public let kind: Kind
  public let normalization: Normalization
  public let isLowercasing: Bool
  /// The merges of `bpe`. Without any, its pieces are single characters; see ``learning(from:)``.
  public let pairs: BytePairs
  private let mecab: MeCab?

  /// - Throws: `InputError` if the kind needs MeCab and the system has none.
  public init(
    _ kind: Kind, normalization: Normalization = .none, lowercase: Bool = false,
    pairs: BytePairs = BytePairs()
  ) throws(InputError) {
    self.kind = kind
    self.normalization = normalization
    isLowercasing = lowercase
    self.pairs = pairs
    switch kind {
    case .japanese, .japaneseBase: mecab = try MeCab.shared.get()
    case .characters, .space, .english, .bpe: mecab = nil
    }
  }

  /// Of a kind that needs nothing else.
  private init(simple kind: Kind) {
    self.kind = kind
    normalization = .none
    isLowercasing = false
    pairs = BytePairs()
    mecab = nil
  }

  // MARK: From text to tokens

  /// Calls `body` with the tokens in order.
  public func forEachToken(in text: String, _ body: (Substring) throws -> Void) rethrows {
    let text = prepared(text)
    switch kind {
    case .characters:
      var start = text.startIndex
      while start < text.endIndex {
        let end = text.index(after: start)
        try body(text[start..<end])
        start = end
      }
    case .space:
      try Self.forEachPart(of: text, body)
    case .english:
      try Self.forEachPart(of: text) { part in
        if part == "\n" { try body(part) } else { try EnglishWords.forEachWord(in: part, body) }
      }
    case .bpe:
      try Self.forEachPart(of: text) { part in
        if part == "\n" { try body(part) } else { try pairs.forEachPiece(of: part, body) }
      }
    case .japanese, .japaneseBase:
      // The initializer has seen to it.
      guard let mecab else { stop("Tokenizer: MeCab is missing") }
      try mecab.forEachWord(in: text, inBaseForm: kind == .japaneseBase, body)
    }
  }

  /// The tokens in order.
  public func tokens(of text: String) -> [String] {
    var tokens: [String] = []
    forEachToken(in: text) { tokens.append(String($0)) }
    return tokens
  }

  /// The number of tokens.
  public func count(in text: String) -> Int {
    var count = 0
    forEachToken(in: text) { _ in count += 1 }
    return count
  }

  /// The text with the spellings that tokens have: normalized, and in lower case if they are.
  public func prepared(_ text: String) -> String {
    var text = text
    if normalization == .nfkc, !text.utf8.allSatisfy({ $0 < 0x80 }) {
      text = text.precomposedStringWithCompatibilityMapping
    }
    return isLowercasing ? text.lowercased() : text
  }

  /// The parts between white space, and each line break.
  private static func forEachPart(
    of text: String, _ body: (Substring) throws -> Void
  ) rethrows {
    let scalars = text.unicodeScalars
    var start: String.Index?
    var place = scalars.startIndex
    while place < scalars.endIndex {
      let scalar = scalars[place]
      let next = scalars.index(after: place)
      if scalar.properties.isWhitespace {
        if let start { try body(text[start..<place]) }
        start = nil
        if scalar == "\n" { try body(text[place..<next]) }
      } else if start == nil {
        start = place
      }
      place = next
    }
    if let start { try body(text[start...]) }
  }

  // MARK: From tokens to text

  /// The text of tokens; words with spaces between them as the language has them.
  public func joined(_ tokens: some Sequence<String>) -> String {
    var (text, last) = ("", String?.none)
    for token in tokens {
      text += spelled(token, after: last)
      last = token
    }
    return text
  }

  /// What a token adds to a text, with the space before it if there is one.
  ///
  /// - Parameter last: the token before it; nil at the beginning.
  public func spelled(_ token: String, after last: String?) -> String {
    let word = kind == .bpe ? BytePairs.text(of: token) : token
    return isSpaced(token, after: last) ? " " + word : word
  }

  func isSpaced(_ token: String, after last: String?) -> Bool {
    guard let last, token != "\n", last != "\n" else { return false }
    return switch kind {
    case .characters: false
    case .space: true
    case .english: EnglishWords.isSpaced(token, after: last)
    case .japanese, .japaneseBase: MeCab.isSpaced(token, after: last)
    case .bpe: BytePairs.isSpaced(after: last)
    }
  }

  // MARK: Learning

  /// The same tokenizer with merges learned from words, for `bpe`.
  ///
  /// - Parameters:
  ///   - words: parts between white space as this tokenizer spells them, with their counts.
  ///   - merges: the most merges.
  public func learning(from words: [(word: String, count: Int)], merges: Int) -> Tokenizer {
    stopUnless(kind == .bpe, in: "Tokenizer", "\(kind.rawValue) has nothing to learn")
    return Tokenizer(self, .bpe, pairs: BytePairs(learnedFrom: words, merges: merges))
  }

  /// Of byte-pair encoding: the words whose pieces are the tokens.
  var ofWords: Tokenizer { Tokenizer(self, .space, pairs: BytePairs()) }

  private init(_ other: Tokenizer, _ kind: Kind, pairs: BytePairs) {
    self.kind = kind
    normalization = other.normalization
    isLowercasing = other.isLowercasing
    mecab = other.mecab
    self.pairs = pairs
  }
}
