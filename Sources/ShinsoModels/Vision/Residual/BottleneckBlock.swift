import ShinsoNN
import ShinsoTensor

/// A 3×3 convolution between two 1×1, which narrow its input and widen its output to four times
/// `width`, and the shortcut around them: He et al., CVPR 2016, figure 5, right.
final class BottleneckBlock: Module, Layer {
  let conv1: Conv2d
  let bn1: BatchNorm2d
  let conv2: Conv2d
  let bn2: BatchNorm2d
  let conv3: Conv2d
  let bn3: BatchNorm2d
  let downsample: (any TensorLayer)?

  init(_ inputs: Int, width: Int, stride: Int, version: ResNet.Version) {
    let (first, second) = version == .v15 ? (1, stride) : (stride, 1)
    conv1 = Conv2d(
      inputs, width, kernelSize: 1, stride: Size2d(first), bias: false, initializer: .heFanOut)
    bn1 = BatchNorm2d(width, activation: .relu)
    conv2 = Conv2d(
      width, width, kernelSize: 3, stride: Size2d(second), padding: 1, bias: false,
      initializer: .heFanOut)
    bn2 = BatchNorm2d(width, activation: .relu)
    conv3 = Conv2d(width, 4 * width, kernelSize: 1, bias: false, initializer: .heFanOut)
    bn3 = BatchNorm2d(4 * width)
    downsample = Shortcut.projection.layer(inputs, 4 * width, stride: stride)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    let h = bn3(after: conv3, bn2(after: conv2, bn1(after: conv1, x)))
    return relu(h + (downsample?(x) ?? x))
  }
}
