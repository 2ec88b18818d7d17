public struct BatchNormResult: Sendable {
  public var y: Tensor
  /// The mean of each channel, `[C]`.
  public var mean: Tensor
  /// The biased variance of each channel, `[C]`.
  public var variance: Tensor

  package init(y: Tensor, mean: Tensor, variance: Tensor) {
    self.y = y
    self.mean = mean
    self.variance = variance
  }
}
