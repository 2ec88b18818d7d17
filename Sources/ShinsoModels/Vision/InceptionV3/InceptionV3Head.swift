import ShinsoNN
import ShinsoTensor

/// The auxiliary classifier: `[N, C, 17, 17]` to logits.
final class InceptionV3Head: Module, Layer {
  let pool = AveragePool2d(kernelSize: 5, stride: 3)
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
    let h = conv1(conv0(pool(x)))  // [N, 768, 1, 1]
    return fc(globalAveragePool2d(h))
  }
}
