import ShinsoTensor

/// A text as numbers of the words that are frequent enough. It is read once and need not fit into
/// memory.
public struct WordCorpus: Sendable {
  public let vocabulary: CountedWords
  /// The number of each word that is in the vocabulary, and -1 where a sentence (a line) ends.
  public let tokens: TokenIDs
  /// With what byte-pair encoding has learned.
  public let tokenizer: Tokenizer
  /// Words of the text, rare ones too.
  public let wordCount: Int

  /// - Parameters:
  ///   - minimumCount: rarer words are left out, as if they were not there.
  ///   - given: a vocabulary in place of the text's own.
  ///   - merges: the most that byte-pair encoding learns.
  ///   - name: of the text, for errors.
  ///   - read: hands out the lines of the text, each with its line break.
  /// - Throws: what `read` throws; `InputError` if no words are left.
  public init(
    by tokenizer: Tokenizer, minimumCount: Int, vocabulary given: CountedWords? = nil,
    merges: Int = 8000, name: String, _ read: ((String) throws -> Void) throws -> Void
  ) throws {
    let text = try NumberedText(by: tokenizer, read)
    let all = 0..<text.count
    var tokenizer = tokenizer
    if tokenizer.kind == .bpe {
      tokenizer = tokenizer.learning(
        from: text.wordCounts(all).filter { $0.word != "\n" }, merges: merges)
    }
    let counts = text.counts(all, by: tokenizer)
    let words = try given ?? CountedWords(counts, minimumCount: minimumCount, name: name)
    let numbers = Dictionary(
      uniqueKeysWithValues: zip(words.words.lazy.map { TokenKey($0) }, Int32(0)...))
    tokens = try text.encoded(all, by: tokenizer) { $0 == "\n" ? -1 : numbers[TokenKey($0)] }
    guard tokens.contains(where: { $0 >= 0 }) else {
      throw InputError(name, "has no words of the vocabulary")
    }
    vocabulary = words
    self.tokenizer = tokenizer
    wordCount = counts.total - counts.count(of: "\n")
  }
}
