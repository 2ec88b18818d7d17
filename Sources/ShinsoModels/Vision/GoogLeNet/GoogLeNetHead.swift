import ShinsoNN
import ShinsoTensor

/// An auxiliary classifier of ``GoogLeNet``, section 5 of its paper: `[N, C, 14, 14]` to logits.
final class GoogLeNetHead: Module, Layer {
  let pool: any TensorLayer
  let conv: any TensorLayer
  let fc1: Linear
  let dropout = Dropout(0.7)
  let fc2: Linear

  init(_ inputs: Int, classes: Int, _ variant: GoogLeNet.Variant) {
    pool =
      variant == .caffe
      ? AveragePool2d(kernelSize: 5, stride: 3, ceilMode: true) : AdaptiveAveragePool2d(4)
    conv = variant.convolution(inputs, 128, kernelSize: 1)
    fc1 = variant.linear(128 * 4 * 4, 1024, activation: .relu, bias: 0.2)
    fc2 = variant.linear(1024, classes, bias: 0)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    let h = conv(pool(x)).flattened(from: 1)  // [N, 128 · 4 · 4]
    return fc2(dropout(fc1(h)))
  }
}
