/// What becomes of the elements along reduced axes.
public enum Reduction: String, Sendable, Hashable, CaseIterable {
  case sum, mean, max, min
}
