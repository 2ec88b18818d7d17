import ShinsoTensor

/// A piece of a ``TokenStream``: each token's target is the token after it.
public struct TokenWindow: Sendable {
  /// int64 `[T, B]`.
  public let inputs: Tensor
  /// int64 `[T * B]`, by time, then by stream.
  public let targets: Tensor
  /// Whether the streams begin here, so that a carried state must be reset.
  public let isFirst: Bool
}
