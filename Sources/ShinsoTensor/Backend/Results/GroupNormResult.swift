public struct GroupNormResult: Sendable {
  public var y: Tensor
  /// The mean of each row.
  public var mean: Tensor
  /// `1 / √(variance + epsilon)` of each row.
  public var inverseDeviation: Tensor
}
