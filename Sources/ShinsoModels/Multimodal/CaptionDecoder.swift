import ShinsoNN
import ShinsoTensor

/// The part of a caption network that writes: from what a convolutional network made of a picture
/// to the words.
public protocol CaptionDecoder: SequenceDecoder {
  /// The logits after each token of known captions, for training.
  ///
  /// - Parameters:
  ///   - features: of the pictures, `[N, …]`.
  ///   - owners: int64 `[R]`, the picture of each caption.
  ///   - targets: int64 `[T, R]`: the token that begins, then the words.
  /// - Returns: `[T·R, V]`, row `t * R + r` for what follows `targets[t, r]`.
  func logits(_ features: Tensor, owners: Tensor, targets: Tensor) -> Tensor

  /// Looks at pictures: features `[N, …]`. The state has a row for each of them.
  func start(_ features: Tensor) -> State
}

extension CaptionDecoder {
  /// The captions found for each of some pictures, best first.
  ///
  /// - Parameters:
  ///   - features: `[N, …]`.
  ///   - begin: the token that begins, of the language to write in.
  ///   - limit: the most tokens of a caption.
  ///   - excluded: tokens that are never written.
  /// - Throws: `InputError` if the model's predictions are not finite numbers.
  public func write(
    _ features: Tensor, _ search: BeamSearch, begin: Int, limit: Int, excluding excluded: Set<Int>
  ) throws(InputError) -> [[Hypothesis]] {
    let count = features.shape[0]
    return try search.search(
      self, from: withoutGradients { start(features) },
      begins: Array(repeating: begin, count: count),
      limits: Array(repeating: limit, count: count), excluding: excluded)
  }
}
