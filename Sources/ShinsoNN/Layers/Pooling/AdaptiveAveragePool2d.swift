import ShinsoTensor

/// The mean of each cell of a grid over the picture, whatever the picture's size.
/// PyTorch: `torch.nn.AdaptiveAvgPool2d`.
public final class AdaptiveAveragePool2d: Module, Layer {
  public let size: Size2d

  public init(_ size: Size2d) {
    self.size = size
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor { adaptiveAveragePool2d(x, to: size) }
}
