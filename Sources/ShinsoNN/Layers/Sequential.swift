import ShinsoTensor

/// Layers one after the other. PyTorch: `torch.nn.Sequential`.
public final class Sequential: Module, Layer {
  public let layers: [any TensorLayer]

  public init(_ layers: any TensorLayer...) {
    self.layers = layers
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor { layers.reduce(x) { $1($0) } }
}
