import ShinsoTensor

/// The mean over height and width: `[N, C, H, W]` to `[N, C]`. Lin et al., "Network in network",
/// ICLR 2014. PyTorch: `torch.nn.AdaptiveAvgPool2d`.
public final class GlobalAveragePool2d: Module, Layer {
  public func forward(_ x: Tensor) -> Tensor { globalAveragePool2d(x) }
}
