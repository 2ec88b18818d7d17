/// An utterance to learn from.
public struct TrainingUtterance: Sendable {
  /// What error messages call it.
  public let id: String
  public let frames: FrameMatrix
  /// The pronunciations of each word.
  public let words: [[[Int]]]

  /// - Parameter words: the pronunciations of each word; at least one word, one pronunciation for each
  ///   and one phone in each.
  public init(id: String, _ frames: FrameMatrix, words: [[[Int]]]) {
    self.id = id
    self.frames = frames
    self.words = words
  }
}
