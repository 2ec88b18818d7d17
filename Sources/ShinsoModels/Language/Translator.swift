import ShinsoTensor

/// A network that makes a sequence of tokens from another one, token by token.
public protocol Translator: SequenceDecoder {
  /// The number of tokens that it reads and that it writes.
  var vocabularies: (source: Int, target: Int) { get }

  /// The logits after each token of known targets, for training.
  ///
  /// - Parameters:
  ///   - sources: int64 `[S, N]`, padded at the end with any token.
  ///   - lengths: int64 `[N]`, from 1 to S.
  ///   - targets: int64 `[T, N]`: ``SequenceToken/begin`` and then the tokens.
  /// - Returns: `[T·N, V]`, row `t * N + n` for what follows `targets[t, n]`.
  func logits(_ sources: Tensor, lengths: Tensor, targets: Tensor) -> Tensor

  /// Reads sources, int64 `[S, N]`. The state has one row for each.
  func start(_ sources: Tensor, lengths: Tensor) -> State
}

extension Translator {
  /// The mean loss over the tokens of a batch, to be differentiated.
  ///
  /// - Parameters:
  ///   - labels: int64 `[T·N]`: the tokens of the targets and ``SequenceToken/end``, and -1 where
  ///     nothing is to be said.
  ///   - smoothing: the part of each label that is spread over all tokens.
  public func loss(
    _ sources: Tensor, lengths: Tensor, targets: Tensor, labels: Tensor, smoothing: Double = 0
  ) -> Tensor {
    softmaxCrossEntropy(
      logits(sources, lengths: lengths, targets: targets), labels, smoothing: smoothing,
      ignoredLabel: -1)
  }
}
