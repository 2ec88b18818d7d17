/// What might have been said in an utterance, and what was: for discriminative training.
public struct CompetingWords: Sendable {
  public struct Hypothesis: Sendable {
    /// The pronunciations of each word; at least one word, one pronunciation for each and one phone in
    /// each.
    public let words: [[[Int]]]
    /// What the language model says, with weight and penalties, as a decoder adds it.
    public let languageScore: Float
    /// Phones that differ from the true ones: substituted, deleted and inserted.
    public let phoneErrors: Int

    public init(words: [[[Int]]], languageScore: Float, phoneErrors: Int) {
      self.words = words
      self.languageScore = languageScore
      self.phoneErrors = phoneErrors
    }
  }

  /// The name that error messages use.
  public let id: String
  public let frames: FrameMatrix
  /// What was said comes first.
  public let hypotheses: [Hypothesis]

  public init(id: String, _ frames: FrameMatrix, _ hypotheses: [Hypothesis]) {
    precondition(!hypotheses.isEmpty)
    self.id = id
    self.frames = frames
    self.hypotheses = hypotheses
  }
}
