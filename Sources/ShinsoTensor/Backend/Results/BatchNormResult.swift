public struct BatchNormResult: Sendable {
  public var y: Tensor
  /// `[C]`.
  public var mean: Tensor
  /// Biased, `[C]`.
  public var variance: Tensor
}
