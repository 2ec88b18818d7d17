/// How the elements along reduced axes are combined.
public enum Reduction: String, Sendable, Hashable, CaseIterable {
  case sum, mean, max, min
}
