/// The likeliest words of an utterance.
public struct Recognition: Sendable {
  public let words: [RecognizedWord]
  /// The logarithm of what the search has made as large as possible: scores of the frames and
  /// transitions, weighted language model and penalties.
  public let score: Float
  /// Whether the last word could end with the last frame. If not, these are the likeliest words up to
  /// there.
  public let isComplete: Bool

  public init(words: [RecognizedWord], score: Float, isComplete: Bool) {
    (self.words, self.score, self.isComplete) = (words, score, isComplete)
  }
}
