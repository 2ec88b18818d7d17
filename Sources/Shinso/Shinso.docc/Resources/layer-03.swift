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

final class SmallNet: Module, Layer {
  let conv = Conv2d(1, 16, kernelSize: 3, activation: .relu)
  let attention = SqueezeExcitation(16)
  let output = Linear(outputs: 10)

  func forward(_ x: Tensor) -> Tensor {
    let h = maxPool2d(attention(conv(x)), kernelSize: 2)  // [N, 16, 13, 13]
    return output(h.flattened(from: 1))
  }
}
