/// Where pairs of sentences come from.
public enum PairKind: String, Sendable, CaseIterable {
  /// They are given as such.
  case given
  /// From a text: each sentence and the one after it.
  case next
  /// From a text: the first word of each sentence, and the rest.
  case complete
}
