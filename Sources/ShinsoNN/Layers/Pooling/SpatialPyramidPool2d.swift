import ShinsoTensor

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
