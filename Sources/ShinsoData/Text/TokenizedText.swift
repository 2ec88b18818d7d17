import ShinsoTensor

/// A text by the ids of a vocabulary that was made of its beginning; its end is held out.
public struct TokenizedText: Sendable {
  public let vocabulary: Vocabulary
  public let train: TokenIDs
  public let heldOut: TokenIDs
  /// The characters of the held-out part, as its tokens spell it.
  public let heldOutCharacterCount: Int
  /// What it takes to spell the unknown tokens of the held-out part: their Unicode scalars, and an end
  /// each.
  public let heldOutUnknownLength: Int
  /// The different tokens of the part for training that the vocabulary does not hold; nil if it was
  /// given.
  public let rarerCount: Int?

  /// What the vocabulary holds.
  public struct Limits: Sendable {
    public let minimumCount: Int
    /// nil for any.
    public let maximumSize: Int?
    /// The most merges that byte-pair encoding learns.
    public let merges: Int

    public init(minimumCount: Int = 1, maximumSize: Int? = nil, merges: Int = 8000) {
      self.minimumCount = minimumCount
      self.maximumSize = maximumSize
      self.merges = merges
    }
  }

  /// Reads a text, makes the vocabulary, and for byte-pair encoding the merges, of the part for
  /// training. The text is read once and need not fit into memory; the words that occur in it do.
  ///
  /// - Parameters:
  ///   - heldOut: 0 to 1; see ``NumberedText/cut(heldOut:)``.
  ///   - read: hands out the lines of the text, each with its line break.
  /// - Throws: what `read` throws; `InputError` if there is no room for the tokens.
  public init(
    by tokenizer: Tokenizer, limits: Limits = Limits(), heldOut: Double = 0.05,
    _ read: ((String) throws -> Void) throws -> Void
  ) throws {
    let text = try NumberedText(by: tokenizer, read)
    let cut = text.cut(heldOut: heldOut)
    var tokenizer = tokenizer
    if tokenizer.kind == .bpe {
      tokenizer = tokenizer.learning(
        from: text.wordCounts(0..<cut).filter { $0.word != "\n" }, merges: limits.merges)
    }
    let counts = text.counts(0..<cut, by: tokenizer)
    let vocabulary = counts.vocabulary(
      minimumCount: limits.minimumCount, maximumSize: limits.maximumSize)
    try self.init(
      text, cut, vocabulary, rarerCount: counts.tokens.count { vocabulary.id(of: $0) == nil })
  }

  /// Reads the same text again by the vocabulary that was made of it.
  public init(
    by vocabulary: Vocabulary, heldOut: Double, _ read: ((String) throws -> Void) throws -> Void
  ) throws {
    let text = try NumberedText(by: vocabulary.tokenizer, read)
    try self.init(text, text.cut(heldOut: heldOut), vocabulary, rarerCount: nil)
  }

  private init(
    _ text: NumberedText, _ cut: Int, _ vocabulary: Vocabulary, rarerCount: Int?
  ) throws {
    self.vocabulary = vocabulary
    self.rarerCount = rarerCount
    train = try text.encoded(0..<cut, vocabulary)
    heldOut = try text.encoded(cut..<text.count, vocabulary)
    heldOutCharacterCount = text.characterCount(cut..<text.count, vocabulary.tokenizer)
    heldOutUnknownLength = text.unknownLength(cut..<text.count, vocabulary)
  }
}
