import ShinsoTensor

/// A convolution without bias, batch normalization and an activation: what modern vision networks
/// are made of. Evaluated, it is one convolution; see ``BatchNorm2d/callAsFunction(after:_:)``.
/// PyTorch: no equivalent.
public final class ConvNorm: Module, Layer {
  public let conv: Conv2d
  public let bn: BatchNorm2d

  public init(
    _ inputs: Int, _ outputs: Int, kernelSize: Size2d, stride: Size2d = 1, padding: Padding = 0,
    groups: Int = 1, epsilon: Double = 1e-5, momentum: Double = 0.1,
    activation: Activation = .identity, initializer: Initializer = .he
  ) {
    conv = Conv2d(
      inputs, outputs, kernelSize: kernelSize, stride: stride, padding: padding, groups: groups,
      bias: false, initializer: initializer)
    bn = BatchNorm2d(outputs, epsilon: epsilon, momentum: momentum, activation: activation)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor { bn(after: conv, x) }
}
