import ShinsoNN
import ShinsoTensor

/// An auxiliary classifier of ``GoogLeNet``, section 5 of its paper: `[N, C, 14, 14]` to logits. Maps of
/// another size, which the paper does not have, are averaged to 4 × 4 all the same.
final class GoogLeNetHead: Module, Layer {
  /// torchvision's variant has no other.
  let pool: AveragePool2d?
  let adaptivePool = AdaptiveAveragePool2d(4)
  let conv: any TensorLayer
  let fc1: Linear
  let dropout = Dropout(0.7)
  let fc2: Linear

  init(_ inputs: Int, classes: Int, _ variant: GoogLeNet.Variant) {
    pool =
      variant == .caffe
      ? AveragePool2d(kernelSize: 5, stride: 3, ceilMode: true) : nil
    conv = variant.convolution(inputs, 128, kernelSize: 1)
    fc1 = variant.linear(128 * 4 * 4, 1024, activation: .relu, bias: 0.2)
    fc2 = variant.linear(1024, classes, bias: 0)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    let isUsual = x.shape[2] == 14 && x.shape[3] == 14
    let pooled = isUsual ? pool?(x) ?? adaptivePool(x) : adaptivePool(x)  // [N, C, 4, 4]
    let h = conv(pooled).flattened(from: 1)  // [N, 128 · 4 · 4]
    return fc2(dropout(fc1(h)))
  }
}
