/// A sentence and what it is to become.
public struct SentencePair: Sendable, Hashable {
  public let source: String
  public let target: String

  public init(source: String, target: String) {
    self.source = source
    self.target = target
  }
}
