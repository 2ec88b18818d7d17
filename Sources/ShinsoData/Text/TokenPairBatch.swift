import ShinsoTensor

/// Pairs of token sequences side by side, each side padded at its end to its longest.
public struct TokenPairBatch: Sendable {
  /// int64 `[S, N]`
  public let sources: Tensor
  /// int64 `[N]`
  public let lengths: Tensor
  /// int64 `[T, N]`: the token that begins, then the target's tokens.
  public let targets: Tensor
  /// int64 `[T·N]`: the target's tokens, then the token that ends; -1 where nothing follows.
  public let labels: Tensor
  /// The labels that are not -1.
  public let labelCount: Int
}
