/// A language model that tells all sequences of words apart, so that a search keeps the best way of each:
/// with it, the tokens at the end are an n-best list.
final class WordSequences<Language: WordLanguageModel>: WordLanguageModel {
  private struct Sequence {
    /// Of the language model.
    let state: Int32
    var followers: [Int32: Int32] = [:]
  }

  private let language: Language
  private var sequences: [Sequence]

  init(_ language: Language) {
    self.language = language
    sequences = [Sequence(state: language.start)]
  }

  var start: Int32 { 0 }

  func next(_ word: Int32, after state: Int32) -> (logProbability: Float, state: Int32) {
    let before = sequences[Int(state)]
    let (logProbability, next) = language.next(word, after: before.state)
    if let known = before.followers[word] { return (logProbability, known) }
    guard logProbability > -.infinity else { return (logProbability, state) }
    let number = Int32(sequences.count)
    sequences.append(Sequence(state: next))
    sequences[Int(state)].followers[word] = number
    return (logProbability, number)
  }

  func end(after state: Int32) -> Float { language.end(after: sequences[Int(state)].state) }
}
