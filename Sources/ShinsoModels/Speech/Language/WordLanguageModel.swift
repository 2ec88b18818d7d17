/// How likely a word is after others. What matters of the words before is a *state*, so that a search
/// can join what goes on alike.
public protocol WordLanguageModel {
  /// Before the first word.
  var start: Int32 { get }

  /// The logarithm of the word's probability, and the state after it.
  func next(_ word: Int32, after state: Int32) -> (logProbability: Float, state: Int32)

  /// The logarithm of the probability that no word follows.
  func end(after state: Int32) -> Float
}

extension WordLanguageModel {
  /// The logarithms of the probabilities of a sentence's words, each after those before it, and of its
  /// end.
  public func logProbabilities(of sentence: [Int32]) -> [Float] {
    var (logarithms, state): ([Float], Int32) = ([], start)
    for word in sentence {
      let (logProbability, next) = next(word, after: state)
      logarithms.append(logProbability)
      state = next
    }
    return logarithms + [end(after: state)]
  }
}
