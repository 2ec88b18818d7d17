import ShinsoNN
import ShinsoTensor

extension ConvNorm {
  /// A convolution of ``InceptionV3``: all have batch normalization and relu.
  static func inception(
    _ inputs: Int, _ outputs: Int, _ kernelSize: Size2d, stride: Size2d = 1, padding: Padding = 0,
    deviation: Double = 0.1
  ) -> ConvNorm {
    ConvNorm(
      inputs, outputs, kernelSize: kernelSize, stride: stride, padding: padding, epsilon: 1e-3,
      activation: .relu, initializer: .normal(standardDeviation: deviation))
  }

  /// One of 1×`size` that keeps the size of the maps.
  static func inceptionRow(_ inputs: Int, _ outputs: Int, _ size: Int) -> ConvNorm {
    let half = size / 2
    return inception(
      inputs, outputs, Size2d(1, size),
      padding: .explicit(Padding2d(top: 0, left: half, bottom: 0, right: half)))
  }

  /// One of `size`×1 that keeps the size of the maps.
  static func inceptionColumn(_ inputs: Int, _ outputs: Int, _ size: Int) -> ConvNorm {
    let half = size / 2
    return inception(
      inputs, outputs, Size2d(size, 1),
      padding: .explicit(Padding2d(top: half, left: 0, bottom: half, right: 0)))
  }
}
