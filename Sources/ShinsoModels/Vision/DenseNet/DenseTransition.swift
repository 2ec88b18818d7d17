import ShinsoNN
import ShinsoTensor

/// Half the channels, half the size.
final class DenseTransition: Module, Layer {
  let norm: BatchNorm2d
  let conv: Conv2d
  let pool = AveragePool2d(kernelSize: 2)

  init(_ inputs: Int) {
    norm = BatchNorm2d(inputs, activation: .relu)
    conv = Conv2d(inputs, inputs / 2, kernelSize: 1, bias: false, initializer: .he)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor { pool(conv(norm(x))) }
}
