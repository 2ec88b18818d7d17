public struct LSTMResult: Sendable {
  /// h after every step, `[T, N, H]`.
  public var y: Tensor
  /// `[N, H]` after the last step.
  public var h: Tensor
  public var c: Tensor
  /// What the backward pass needs, in a form that only this backend reads.
  public var workspace: [Tensor]
}
