public struct TreeResult: Sendable {
  /// The leaves and then the inner nodes, `[L + M, D]`.
  public var nodes: Tensor
  /// The lengths by which inner nodes were divided, `[M]`, if they were.
  public var lengths: Tensor?
}
