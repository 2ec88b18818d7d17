import ShinsoTensor

/// The mean of each window. PyTorch: `torch.nn.AvgPool2d`.
public final class AveragePool2d: Module, Layer {
  public let geometry: Pool2dGeometry

  public init(
    kernelSize: Size2d, stride: Size2d? = nil, padding: Padding2d = 0, ceilMode: Bool = false,
    countsPadding: Bool = true
  ) {
    geometry = Pool2dGeometry(
      kernel: kernelSize, stride: stride, padding: padding, ceilMode: ceilMode,
      countsPadding: countsPadding)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    averagePool2d(
      x, kernelSize: geometry.kernel, stride: geometry.stride, padding: geometry.padding,
      ceilMode: geometry.ceilMode, countsPadding: geometry.countsPadding)
  }
}
