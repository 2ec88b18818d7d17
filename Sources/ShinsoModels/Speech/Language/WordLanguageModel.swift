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
