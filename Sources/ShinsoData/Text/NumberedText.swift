import ShinsoTensor

/// A text as numbers of its words, in order of first appearance: what is known of it before there is
/// a vocabulary. With byte-pair encoding the words are those that the pieces are made of.
struct NumberedText {
  private let isInPieces: Bool
  let words: [String]
  let ids: TokenIDs

  var count: Int { ids.count }

  /// - Parameters:
  ///   - read: hands out the lines of the text, each with its line break, one after the other.
  ///   - limit: more ids go into a file.
  /// - Throws: what `read` throws; `InputError` if there is no room for the ids.
  init(
    by tokenizer: Tokenizer, limit: Int = 1 << 24, _ read: ((String) throws -> Void) throws -> Void
  ) throws {
    isInPieces = tokenizer.kind == .bpe
    let tokenizer = isInPieces ? tokenizer.ofWords : tokenizer
    var counts = TokenCounts(by: tokenizer)
    var writer = TokenIDs.Writer(limit: limit)
    try read { line in
      try tokenizer.forEachToken(in: line) { try writer.append(counts.number(of: $0)) }
    }
    words = counts.tokens
    ids = try writer.finish()
  }

  /// Where the end of the text begins that is held out: of n words, the first n (1 - `heldOut`),
  /// rounded down, are for training.
  ///
  /// - Parameter heldOut: 0 to 1; only six decimals count.
  func cut(heldOut: Double) -> Int {
    // Computed in integers, because 1 - 0.05 is not 19/20 in floating point.
    let kept = 1_000_000 - Int((heldOut * 1_000_000).rounded())
    let (millions, rest) = count.quotientAndRemainder(dividingBy: 1_000_000)
    return millions * kept + rest * kept / 1_000_000
  }

  /// How often each word occurs in a part of the text, in order of first appearance.
  func wordCounts(_ part: Range<Int>) -> [(word: String, count: Int)] {
    var counts = [Int](repeating: 0, count: words.count)
    for place in part { counts[Int(ids[place])] += 1 }
    return zip(words, counts).filter { $0.1 > 0 }
  }

  /// How often each token of the tokenizer occurs in a part of the text.
  func counts(_ part: Range<Int>, by tokenizer: Tokenizer) -> TokenCounts {
    var counts = TokenCounts(by: tokenizer)
    for (word, count) in wordCounts(part) {
      forEachToken(of: word, by: tokenizer) { counts.add($0, times: count) }
    }
    return counts
  }

  /// A part of the text by the ids of a vocabulary.
  func encoded(
    _ part: Range<Int>, _ vocabulary: Vocabulary, limit: Int = 1 << 24
  ) throws -> TokenIDs {
    try encoded(part, by: vocabulary.tokenizer, limit: limit) { vocabulary.idOrUnknown(of: $0) }
  }

  /// A part of the text by the ids that a function gives to tokens; those without one are left out.
  func encoded(
    _ part: Range<Int>, by tokenizer: Tokenizer, limit: Int = 1 << 24, _ id: (Substring) -> Int32?
  ) throws -> TokenIDs {
    let known = words.map { word in
      var ids: [Int32] = []
      forEachToken(of: word, by: tokenizer) { token in
        if let id = id(token) { ids.append(id) }
      }
      return ids
    }
    var writer = TokenIDs.Writer(limit: limit)
    for place in part {
      for id in known[Int(ids[place])] { try writer.append(id) }
    }
    return try writer.finish()
  }

  /// The characters of a part, as the words spell it.
  func characterCount(_ part: Range<Int>, _ tokenizer: Tokenizer) -> Int {
    let tokenizer = isInPieces ? tokenizer.ofWords : tokenizer
    let lengths = words.map(\.count)
    var (count, last) = (0, String?.none)
    for place in part {
      let word = words[Int(ids[place])]
      count += lengths[Int(ids[place])]
      if tokenizer.isSpaced(word, after: last) { count += 1 }
      last = word
    }
    return count
  }

  /// What it takes to spell the tokens of a part that a vocabulary does not hold: their Unicode
  /// scalars, and an end each.
  func unknownLength(_ part: Range<Int>, _ vocabulary: Vocabulary) -> Int {
    let lengths = words.map { word in
      var length = 0
      forEachToken(of: word, by: vocabulary.tokenizer) { token in
        if vocabulary.idOrUnknown(of: token) == vocabulary.unknownID {
          length += token.unicodeScalars.count + 1
        }
      }
      return length
    }
    return part.reduce(0) { $0 + lengths[Int(ids[$1])] }
  }

  private func forEachToken(
    of word: String, by tokenizer: Tokenizer, _ body: (Substring) -> Void
  ) {
    if isInPieces, word != "\n" {
      tokenizer.pairs.forEachPiece(of: word[...], body)
    } else {
      body(word[...])
    }
  }
}
