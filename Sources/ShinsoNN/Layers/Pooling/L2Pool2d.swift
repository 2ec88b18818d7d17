import ShinsoTensor

/// The length `√Σ x²` of each window. PyTorch: `torch.nn.LPPool2d`.
public final class L2Pool2d: Module, Layer {
  public let geometry: Pool2dGeometry

  public init(
    kernelSize: Size2d, stride: Size2d? = nil, padding: Padding2d = 0, ceilMode: Bool = false
  ) {
    geometry = Pool2dGeometry(
      kernel: kernelSize, stride: stride, padding: padding, ceilMode: ceilMode)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    l2Pool2d(
      x, kernelSize: geometry.kernel, stride: geometry.stride, padding: geometry.padding,
      ceilMode: geometry.ceilMode)
  }
}
