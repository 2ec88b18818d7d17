public struct BatchNormResult: Sendable {
  public var y: Tensor
  /// `[C]`.
  public var mean: Tensor
  /// Biased, `[C]`.
  public var variance: Tensor

  package init(y: Tensor, mean: Tensor, variance: Tensor) {
    self.y = y
    self.mean = mean
    self.variance = variance
  }
}
