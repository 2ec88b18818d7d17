/// Where the elements of the result lie among those of the input.
public enum ResizeAlignment: Sendable, Hashable {
  /// Elements are areas: `(i + 0.5) / scale - 0.5`. PyTorch's default.
  case areas
  /// The first and the last elements coincide.
  case corners
  /// `i / scale`.
  case asymmetric
}
