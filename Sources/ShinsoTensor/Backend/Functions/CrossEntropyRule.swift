/// The loss for a label. A row with label t costs
/// `(1 - smoothing) w[t] (-log p[t]) + smoothing / C · Σ w[k] (-log p[k])`.
public struct CrossEntropyRule: Sendable, Hashable {
  /// The fraction of the target that is spread over all classes. Szegedy et al., CVPR 2016.
  public var smoothing: Double
  /// Rows with this label cost nothing.
  public var ignoredLabel: Int?
  /// Whether the loss is the mean over the rows that count, weighted by w[t], or their sum.
  public var isMean: Bool

  public init(smoothing: Double = 0, ignoredLabel: Int? = nil, isMean: Bool = true) {
    self.smoothing = smoothing
    self.ignoredLabel = ignoredLabel
    self.isMean = isMean
  }
}
