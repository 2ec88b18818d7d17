import ShinsoTensor

/// A piece of a ``TokenStream``. The target of each token is the token after it.
public struct TokenWindow: Sendable {
  /// int64 `[T, B]`.
  public let inputs: Tensor
  /// int64 `[T * B]`, ordered by time, then by stream.
  public let targets: Tensor
  /// Whether the streams start here, so that a carried state must be reset.
  public let isFirst: Bool
}
