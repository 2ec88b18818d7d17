import ShinsoTensor

/// The greatest value of each window. PyTorch: `torch.nn.MaxPool2d`.
public final class MaxPool2d: Module, Layer {
  public let geometry: Pool2dGeometry

  public init(
    kernelSize: Size2d, stride: Size2d? = nil, padding: Padding2d = 0, ceilMode: Bool = false
  ) {
    geometry = Pool2dGeometry(
      kernel: kernelSize, stride: stride, padding: padding, ceilMode: ceilMode)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    maxPool2d(
      x, kernelSize: geometry.kernel, stride: geometry.stride, padding: geometry.padding,
      ceilMode: geometry.ceilMode)
  }
}
