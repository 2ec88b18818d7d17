import ShinsoTensor

/// The greatest value of each window. PyTorch: `torch.nn.MaxPool2d`.
public final class MaxPool2d: Module, Layer {
  public let geometry: Pool2dGeometry

  public init(
    kernelSize: Pair, stride: Pair? = nil, padding: Padding2d = 0, ceilMode: Bool = false
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

/// The mean of each window. PyTorch: `torch.nn.AvgPool2d`.
public final class AveragePool2d: Module, Layer {
  public let geometry: Pool2dGeometry

  public init(
    kernelSize: Pair, stride: Pair? = nil, padding: Padding2d = 0, ceilMode: Bool = false,
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

/// The length `√Σ x²` of each window. PyTorch: `torch.nn.LPPool2d`.
public final class L2Pool2d: Module, Layer {
  public let geometry: Pool2dGeometry

  public init(
    kernelSize: Pair, stride: Pair? = nil, padding: Padding2d = 0, ceilMode: Bool = false
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

/// The mean of each cell of a grid over the picture, whatever the picture's size.
/// PyTorch: `torch.nn.AdaptiveAvgPool2d`.
public final class AdaptiveAveragePool2d: Module, Layer {
  public let size: Pair

  public init(_ size: Pair) {
    self.size = size
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor { adaptiveAveragePool2d(x, to: size) }
}

/// The maximum of each cell of a grid over the picture, whatever the picture's size.
/// PyTorch: `torch.nn.AdaptiveMaxPool2d`.
public final class AdaptiveMaxPool2d: Module, Layer {
  public let size: Pair

  public init(_ size: Pair) {
    self.size = size
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor { adaptiveMaxPool2d(x, to: size) }
}

/// Spatial pyramid pooling: `[N, C, H, W]` to `[N, C · Σ level²]`. He et al., ECCV 2014.
/// PyTorch: no equivalent.
public final class SpatialPyramidPool2d: Module, Layer {
  public let levels: [Int]

  public init(levels: [Int] = [4, 2, 1]) {
    self.levels = levels
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor { spatialPyramidPool2d(x, levels: levels) }
}

/// The mean over height and width: `[N, C, H, W]` to `[N, C]`. Lin et al., "Network in network",
/// ICLR 2014. PyTorch: `torch.nn.AdaptiveAvgPool2d`.
public final class GlobalAveragePool2d: Module, Layer {
  public func forward(_ x: Tensor) -> Tensor { globalAveragePool2d(x) }
}
