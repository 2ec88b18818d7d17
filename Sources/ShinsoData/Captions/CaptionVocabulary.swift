import Foundation
import ShinsoTensor

/// The words that a caption network writes, in one or several languages. Each language has a token
/// that begins its captions, by which the network knows what to write in.
public struct CaptionVocabulary: Sendable, Hashable {
  public struct Language: Sendable, Hashable {
    /// As `en`.
    public let name: String
    /// What cuts its captions into words.
    public let tokenizer: Tokenizer
    /// Whether its words are written with spaces as the tokenizer sets them, or without any.
    public let isSpaced: Bool

    public init(name: String, tokenizer: Tokenizer, isSpaced: Bool = true) {
      self.name = name
      self.tokenizer = tokenizer
      self.isSpaced = isSpaced
    }

    /// The text of words.
    public func text(_ words: [String]) -> String {
      isSpaced ? tokenizer.joined(words) : words.joined()
    }
  }

  public let languages: [Language]
  public let vocabulary: Vocabulary
  /// The token that begins and the one that ends: words may look like them, but are none.
  private static let special = ["<s>", "</s>"]

  public var count: Int { vocabulary.count }

  /// - Parameters:
  ///   - captions: of each language.
  ///   - minimumCount: rarer words are unknown.
  public init(_ captions: [[String]], _ languages: [Language], minimumCount: Int) throws {
    precondition(captions.count == languages.count, "CaptionVocabulary: captions by language")
    let first = [Vocabulary.unknownToken] + Self.special + languages.map(Self.begin)
    var seen = Set(first.map { TokenKey($0) })
    var tokens = first
    for (texts, language) in zip(captions, languages) {
      var counts = TokenCounts(by: language.tokenizer)
      for text in texts { counts.add(text) }
      tokens += counts.vocabulary(minimumCount: minimumCount).tokens.filter {
        seen.insert(TokenKey($0)).inserted
      }
    }
    vocabulary = try Vocabulary(tokens, tokenizer: .space, name: "captions")
    self.languages = languages
  }

  /// Reads what ``json`` wrote.
  ///
  /// - Parameter name: of the file, for errors.
  /// - Throws: `InputError` if it is not a vocabulary of captions in these languages.
  public init(json: String, _ languages: [Language], name: String) throws {
    vocabulary = try Vocabulary(json: json, tokenizer: .space, name: name)
    self.languages = languages
    let first = [Vocabulary.unknownToken] + Self.special + languages.map(Self.begin)
    guard !languages.isEmpty, vocabulary.tokens.prefix(first.count) == first[...] else {
      throw InputError(name, "has a vocabulary that is not of captions in its languages")
    }
  }

  public var json: String { vocabulary.json }

  /// The token that begins a caption in the language of that number.
  public func begin(_ language: Int) -> Int { 1 + Self.special.count + language }

  /// The token that ends every caption.
  public var end: Int { Self.special.count }

  /// What no caption is made of: the unknown word, and the tokens that begin.
  public var unwritten: Set<Int> { Set([0, 1] + languages.indices.map(begin)) }

  /// The ids of a caption's words.
  public func encode(_ text: String, _ language: Int) -> [Int32] {
    encode(words: languages[language].tokenizer.tokens(of: text))
  }

  /// Words that look like the tokens that begin and end are unknown.
  public func encode(words: [String]) -> [Int32] {
    words.map { word in
      guard let id = vocabulary.id(of: word), id > begin(languages.count - 1) else {
        return vocabulary.unknownID
      }
      return id
    }
  }

  public func words(_ tokens: [Int]) throws -> [String] {
    try tokens.map { try vocabulary.token(Int32($0)) }
  }

  private static func begin(_ language: Language) -> String { "<\(language.name)>" }
}
