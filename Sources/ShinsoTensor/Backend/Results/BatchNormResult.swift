public struct BatchNormResult: Sendable {
  public var y: Tensor
  /// The mean of each channel, `[C]`.
  public var mean: Tensor
  /// The biased variance of each channel, `[C]`.
  public var variance: Tensor
}
