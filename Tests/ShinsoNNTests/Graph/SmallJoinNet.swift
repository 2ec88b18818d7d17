import ShinsoNN
import ShinsoTensor

/// Two convolutions and a pooled input, joined.
final class SmallJoinNet: Module, Layer {
  let left = Conv2d(3, 8, kernelSize: 1, activation: .relu)
  let right = Conv2d(3, 16, kernelSize: 3, padding: 1, bias: false)
  let pool = MaxPool2d(kernelSize: 3, stride: 1, padding: 1)

  func forward(_ x: Tensor) -> Tensor {
    concatenate([left(x), relu(right(x)), pool(x)], axis: 1)
  }
}
