import ShinsoNN
import ShinsoTensor

/// MobileNetV2's block: expand by 1×1, filter each channel, project by 1×1, add the input where the
/// shapes agree. Sandler, Howard, Zhu, Zhmoginov & Chen, CVPR 2018.
final class InvertedResidual: Module, Layer {
  /// Makes a convolution with batch normalization and activation, with the network's own constants.
  typealias MakeConvolution = (
    _ inputs: Int, _ outputs: Int, _ kernelSize: Int, _ stride: Int, _ groups: Int, Activation
  ) -> ConvNorm

  let expand: ConvNorm?
  let depthwise: ConvNorm
  let project: ConvNorm
  let drop: StochasticDepth
  private let hasShortcut: Bool

  init(
    _ inputs: Int, _ outputs: Int, kernelSize: Int, stride: Int, expansion: Int,
    dropProbability: Double = 0, _ convolution: MakeConvolution
  ) {
    let wide = inputs * expansion
    expand = expansion == 1 ? nil : convolution(inputs, wide, 1, 1, 1, .relu6)
    depthwise = convolution(wide, wide, kernelSize, stride, wide, .relu6)
    project = convolution(wide, outputs, 1, 1, 1, .identity)
    drop = StochasticDepth(dropProbability)
    hasShortcut = stride == 1 && inputs == outputs
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    let h = project(depthwise(expand?(x) ?? x))
    return hasShortcut ? drop(h) + x : h
  }
}
