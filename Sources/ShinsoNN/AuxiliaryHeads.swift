import ShinsoTensor

/// A classifier with further classifiers on its earlier layers, which help while it is trained and
/// are not used afterwards. Szegedy et al., "Going deeper with convolutions", CVPR 2015, section 5.
///
/// `model(x)` gives the logits alone, in either mode; ``classificationLoss(_:_:_:smoothing:)`` runs
/// the heads as well.
public protocol AuxiliaryHeads: Layer<Tensor, Tensor> {
  var heads: [any TensorLayer] { get }
  /// The weight of each head's loss beside that of the logits, which is 1.
  var headWeight: Double { get }

  /// The logits, and what each head takes.
  func forwardWithTaps(_ x: Tensor) -> (logits: Tensor, taps: [Tensor])
}

extension AuxiliaryHeads {
  public func forward(_ x: Tensor) -> Tensor { forwardWithTaps(x).logits }

  /// The logits and those of each head, all `[N, classes]`. Hooks on this model get the logits.
  public func callWithHeads(_ x: Tensor) -> (logits: Tensor, auxiliary: [Tensor]) {
    var auxiliary: [Tensor] = []
    let logits = call {
      let (logits, taps) = forwardWithTaps(x)
      auxiliary = zip(heads, taps).map { head, tap in head(tap) }
      return logits
    }
    return (logits, auxiliary)
  }
}

extension Module {
  /// The number of parameters that the network needs when it is used: all but those of
  /// ``AuxiliaryHeads``.
  public final var evaluationParameterCount: Int {
    let heads = (self as? any AuxiliaryHeads)?.heads ?? []
    return heads.reduce(parameterCount) { $0 - $1.parameterCount }
  }
}

/// The loss that a classifier is trained with: softmax cross-entropy of its logits, plus that of its
/// ``AuxiliaryHeads`` times their weight.
///
/// - Parameters:
///   - labels: int64 `[N]`.
///   - smoothing: the part of each label that is spread over all classes.
/// - Returns: the loss, a scalar, and the logits `[N, classes]`.
public func classificationLoss(
  _ model: any TensorLayer, _ x: Tensor, _ labels: Tensor, smoothing: Double = 0
) -> (loss: Tensor, logits: Tensor) {
  guard let model = model as? any AuxiliaryHeads else {
    let logits = model(x)
    return (softmaxCrossEntropy(logits, labels, smoothing: smoothing), logits)
  }
  let (logits, auxiliary) = model.callWithHeads(x)
  let loss = softmaxCrossEntropy(logits, labels, smoothing: smoothing)
  let total = auxiliary.reduce(loss) { sum, head in
    sum + softmaxCrossEntropy(head, labels, smoothing: smoothing) * model.headWeight
  }
  return (total, logits)
}
