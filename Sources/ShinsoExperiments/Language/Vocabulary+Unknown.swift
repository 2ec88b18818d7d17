import ShinsoData
import ShinsoFormats
import ShinsoTensor

extension Vocabulary {
  /// Says which tokens of a text are not known, with words that are spelled alike.
  ///
  /// - Parameters:
  ///   - name: of the text.
  ///   - consequence: what becomes of them.
  func noteUnknownTokens(in text: String, name: String, consequence: String) {
    let unknown = unknownTokens(in: text)
    if unknown.isEmpty { return }
    let some = unknown.prefix(10).map { token in
      let near = token.count > 1 && token.count < 30 ? NearestName.of(token, among: tokens) : nil
      let shown = token.count > 30 ? token.prefix(30) + "…" : token[...]
      return "'\(String(shown).printable)'" + (near.map { " (near it: '\($0.printable)')" } ?? "")
    }
    Console.note(
      "\(name): the model does not know \(some.joined(separator: ", "))"
        + "\(unknown.count > 10 ? " and others" : ""); \(consequence)")
  }
}
