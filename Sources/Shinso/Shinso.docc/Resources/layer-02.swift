import Shinso

/// Weighs channels by what all of the picture shows. Hu et al., "Squeeze-and-excitation networks",
/// CVPR 2018.
final class SqueezeExcitation: Module, Layer {
  let reduce: Linear
  let expand: Linear

  init(_ channels: Int, reduction: Int = 4) {
    reduce = Linear(channels, channels / reduction, activation: .relu)
    expand = Linear(channels / reduction, channels, activation: .sigmoid)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    let weights = expand(reduce(globalAveragePool2d(x)))  // [N, C]
    return x * weights.reshaped([x.shape[0], x.shape[1], 1, 1])
  }
}
