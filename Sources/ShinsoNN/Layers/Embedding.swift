import ShinsoTensor

/// A table of vectors: int64 indices of any shape to `[…, size]`. PyTorch: `torch.nn.Embedding`.
public final class Embedding: Module, Layer {
  /// `[entries, size]`.
  public let weight: Parameter

  public init(_ entries: Int, size: Int, initializer: Initializer = .normal(standardDeviation: 1)) {
    weight = Parameter(initializer, [entries, size], fanIn: entries, fanOut: size)
    super.init()
  }

  public func forward(_ indices: Tensor) -> Tensor { embedding(indices, weight.tensor) }
}
