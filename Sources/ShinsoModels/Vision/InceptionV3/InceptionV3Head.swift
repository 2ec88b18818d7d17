import ShinsoNN
import ShinsoTensor

/// The auxiliary classifier: `[N, C, 17, 17]` to logits. Maps of another size, which the paper does not
/// have, are averaged to 5 × 5 all the same.
final class InceptionV3Head: Module, Layer {
  let pool = AveragePool2d(kernelSize: 5, stride: 3)
  let adaptivePool = AdaptiveAveragePool2d(5)
  let conv0: ConvNorm
  let conv1 = ConvNorm.inception(128, 768, 5, deviation: 0.01)
  let fc: Linear

  init(_ inputs: Int, classes: Int) {
    conv0 = .inception(inputs, 128, 1)
    fc = Linear(
      768, classes, initializer: .normal(standardDeviation: 0.001), biasInitializer: .zeros)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    let isUsual = x.shape[2] == 17 && x.shape[3] == 17
    let h = conv1(conv0(isUsual ? pool(x) : adaptivePool(x)))  // [N, 768, 1, 1]
    return fc(globalAveragePool2d(h))
  }
}
