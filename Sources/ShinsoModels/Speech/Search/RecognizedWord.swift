/// A word and the frame in which it begins.
public struct RecognizedWord: Sendable, Hashable {
  public let word: Int32
  public let frame: Int

  public init(word: Int32, frame: Int) { (self.word, self.frame) = (word, frame) }
}
