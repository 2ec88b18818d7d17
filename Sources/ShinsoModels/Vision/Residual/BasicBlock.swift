import ShinsoNN
import ShinsoTensor

/// Two 3×3 convolutions and the shortcut around them: He et al., CVPR 2016, figure 5, left.
final class BasicBlock: Module, Layer {
  let conv1: Conv2d
  let bn1: BatchNorm2d
  let conv2: Conv2d
  let bn2: BatchNorm2d
  let downsample: (any TensorLayer)?
  private let isPlain: Bool

  init(_ inputs: Int, _ outputs: Int, stride: Int, shortcut: Shortcut) {
    conv1 = Conv2d(
      inputs, outputs, kernelSize: 3, stride: Size2d(stride), padding: 1, bias: false,
      initializer: .heFanOut)
    bn1 = BatchNorm2d(outputs, activation: .relu)
    conv2 = Conv2d(
      outputs, outputs, kernelSize: 3, padding: 1, bias: false, initializer: .heFanOut)
    isPlain = shortcut == .plain
    bn2 = BatchNorm2d(outputs, activation: isPlain ? .relu : .identity)
    downsample = shortcut.layer(inputs, outputs, stride: stride)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    let h = bn2(after: conv2, bn1(after: conv1, x))
    return isPlain ? h : relu(h + (downsample?(x) ?? x))
  }
}
