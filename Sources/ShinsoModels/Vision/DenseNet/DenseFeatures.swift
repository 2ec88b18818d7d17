import ShinsoNN
import ShinsoTensor

/// All but the classifier: `[N, 3, 224, 224]` to `[N, 1024, 7, 7]`.
final class DenseFeatures: Module, Layer {
  let conv0 = Conv2d(3, 64, kernelSize: 7, stride: 2, padding: 3, bias: false, initializer: .he)
  let norm0 = BatchNorm2d(64, activation: .relu)
  let pool0 = MaxPool2d(kernelSize: 3, stride: 2, padding: 1)
  let denseblock1: DenseBlock
  let transition1: DenseTransition
  let denseblock2: DenseBlock
  let transition2: DenseTransition
  let denseblock3: DenseBlock
  let transition3: DenseTransition
  let denseblock4: DenseBlock
  let norm5: BatchNorm2d

  init(growth: Int, blocks: [Int]) {
    var channels = 64
    func block(_ index: Int) -> DenseBlock {
      defer { channels += growth * blocks[index] }
      return DenseBlock(channels, growth: growth, count: blocks[index])
    }
    func transition() -> DenseTransition {
      defer { channels /= 2 }
      return DenseTransition(channels)
    }
    denseblock1 = block(0)
    transition1 = transition()
    denseblock2 = block(1)
    transition2 = transition()
    denseblock3 = block(2)
    transition3 = transition()
    denseblock4 = block(3)
    norm5 = BatchNorm2d(channels, activation: .relu)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    var h = pool0(norm0(after: conv0, x))  // [N, 64, 56, 56]
    h = transition1(denseblock1(h))  // [N, 128, 28, 28]
    h = transition2(denseblock2(h))  // [N, 256, 14, 14]
    h = transition3(denseblock3(h))  // [N, 512, 7, 7]
    return norm5(denseblock4(h))  // [N, 1024, 7, 7]
  }
}
