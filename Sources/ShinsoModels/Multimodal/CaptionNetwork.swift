import ShinsoNN
import ShinsoTensor

/// Pictures into words: a convolutional network and a decoder, trained together; or the decoder
/// alone, on features that another network made.
public final class CaptionNetwork: Module {
  /// nil: the network takes features.
  public let encoder: (any TensorLayer)?
  public let decoder: any CaptionDecoder

  public init(encoder: (any TensorLayer)?, decoder: any CaptionDecoder) {
    self.encoder = encoder
    self.decoder = decoder
    super.init()
  }

  /// The mean loss over the tokens of a batch, to be differentiated: the negative log probability
  /// of each word after those before it (Vinyals et al., equation 13).
  ///
  /// - Parameters:
  ///   - pictures: `[N, …]`, or features.
  ///   - owners: int64 `[R]`, the picture of each caption.
  ///   - targets: int64 `[T, R]`: the token that begins, then the words.
  ///   - labels: int64 `[T·R]`: the words and the token that ends, -1 where nothing is to be said.
  ///   - smoothing: the part of each label that is spread over all tokens.
  public func loss(
    _ pictures: Tensor, owners: Tensor, targets: Tensor, labels: Tensor, smoothing: Double = 0
  ) -> Tensor {
    call {
      softmaxCrossEntropy(
        decoder.logits(see(pictures), owners: owners, targets: targets), labels,
        smoothing: smoothing, ignoredLabel: -1)
    }
  }

  /// What the decoder gets of pictures.
  public func see(_ pictures: Tensor) -> Tensor { encoder?(pictures) ?? pictures }
}
