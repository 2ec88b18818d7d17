/// The units that a text is divided into.
public enum TokenUnit: String, Sendable, CaseIterable, Codable {
  /// Each character as a reader sees it (extended grapheme cluster), including line breaks and
  /// spaces.
  case character
  /// The parts between white space, and each line break as the token `"\n"`. It marks the end of a
  /// sentence, which other programs write as `<eos>`.
  case word

  /// Calls `body` with the tokens in order.
  public func forEachToken(in text: String, _ body: (Substring) throws -> Void) rethrows {
    switch self {
    case .character:
      var start = text.startIndex
      while start < text.endIndex {
        let end = text.index(after: start)
        try body(text[start..<end])
        start = end
      }
    case .word:
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
  }

  /// The number of tokens.
  public func count(in text: String) -> Int {
    var count = 0
    forEachToken(in: text) { _ in count += 1 }
    return count
  }

  /// The text of tokens: characters are joined directly, words with spaces between them except at
  /// line breaks.
  public func joined(_ tokens: some Sequence<String>) -> String {
    var text = ""
    for token in tokens {
      if self == .word, token != "\n", !text.isEmpty, text.utf8.last != UInt8(ascii: "\n") {
        text += " "
      }
      text += token
    }
    return text
  }

  /// Splits off the end of a text for testing: of n tokens, the first n (1 - `heldOut`), rounded
  /// down, are for training.
  ///
  /// - Parameter heldOut: at least 0 and less than 1; only six decimals count.
  public func split(_ text: String, heldOut: Double = 0.05) -> (train: String, heldOut: String) {
    precondition(
      heldOut >= 0 && heldOut < 1,
      "TokenUnit: the held-out fraction \(heldOut) is not in 0..<1")
    // Computed in integers, because 1 - 0.05 is not 19/20 in floating point.
    let kept = count(in: text) * (1_000_000 - Int((heldOut * 1_000_000).rounded())) / 1_000_000
    var number = 0
    var cut = text.endIndex
    forEachToken(in: text) { token in
      if number == kept { cut = token.startIndex }
      number += 1
    }
    return (String(text[..<cut]), String(text[cut...]))
  }
}
