/// How labels are scored: a row with label t costs
/// `(1 - smoothing) w[t] (-log p[t]) + smoothing / C · Σ w[k] (-log p[k])`.
public struct CrossEntropyRule: Sendable, Hashable {
  /// The part of the target that is spread over all classes. Szegedy et al., CVPR 2016.
  public var smoothing: Double
  /// Rows with this label cost nothing.
  public var ignoredLabel: Int?
  /// The mean weighted by w[t] over the rows that count, or their sum.
  public var isMean: Bool

  public init(smoothing: Double = 0, ignoredLabel: Int? = nil, isMean: Bool = true) {
    self.smoothing = smoothing
    self.ignoredLabel = ignoredLabel
    self.isMean = isMean
  }
}
