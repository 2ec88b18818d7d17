/// The tokens that every vocabulary of a ``Translator`` begins with.
public enum SequenceToken {
  /// Stands for all tokens that are not in the vocabulary.
  public static let unknown = 0
  /// What a decoder reads before the first token.
  public static let begin = 1
  /// What a decoder says after the last token.
  public static let end = 2
}
