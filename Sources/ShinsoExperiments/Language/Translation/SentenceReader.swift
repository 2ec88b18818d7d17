import ShinsoData
import ShinsoTensor

/// Makes tokens of the sentences that a translator reads.
struct SentenceReader {
  let vocabulary: Vocabulary
  /// The most tokens of a sentence.
  let maximumLength: Int

  /// Whether a sentence has tokens, and not too many.
  func reads(_ sentence: String) -> Bool {
    (1...maximumLength).contains(vocabulary.encode(sentence: sentence).count)
  }

  /// - Throws: `InputError` naming `name` if the sentence has no tokens or too many.
  func encode(_ sentence: String, _ name: String) throws -> [Int] {
    let tokens = vocabulary.encode(sentence: sentence).map(Int.init)
    let shown = "'\(sentence.prefix(30))\(sentence.count > 30 ? "…" : "")'"
    if tokens.isEmpty { throw InputError(name, "\(shown) has nothing to translate") }
    guard tokens.count <= maximumLength else {
      throw InputError(
        name,
        "\(shown) has \(counted(tokens.count, "token")); the model reads at most \(maximumLength)")
    }
    return tokens
  }
}
