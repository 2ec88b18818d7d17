import ShinsoTensor

/// A convolution without bias, batch normalization and an activation: what modern vision networks
/// are made of. Where nothing is recorded and the network is evaluated, the normalization is folded
/// into the convolution's weights, unless a hook waits for one of both. PyTorch: no equivalent.
public final class ConvNorm: Module, Layer {
  public let conv: Conv2d
  public let bn: BatchNorm2d
  private var folded: Folded?

  private struct Folded {
    /// Kept, so that no other storage takes one's place in memory.
    let sources: [Storage]
    let versions: [Int]
    let weight: Tensor
    let bias: Tensor
  }

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

  public func forward(_ x: Tensor) -> Tensor {
    let isConstant = conv.weight.isFrozen && bn.weight.isFrozen && bn.bias.isFrozen
    let isObserved = conv.hasHooks || bn.hasHooks
    guard !bn.isTraining || isConstant, !x.isRecorded, isConstant || !Recording.isEnabled,
      !isObserved, !Trace.isActive
    else { return bn(conv(x)) }
    let folded = fold()
    return conv2d(
      x, folded.weight, folded.bias, stride: conv.stride, padding: conv.padding(for: x),
      dilation: conv.dilation, groups: conv.groups, activation: bn.activation)
  }

  private func fold() -> Folded {
    let sources = [
      conv.weight.value, bn.weight.value, bn.bias.value, bn.runningMean.value,
      bn.runningVariance.value,
    ]
    // A value is replaced or changed in place; both show here.
    let storages = sources.map(\.storage)
    let versions = storages.map(\.version)
    if let folded, folded.versions == versions, folded.sources.elementsEqual(storages, by: ===) {
      return folded
    }
    let result = withoutGradients {
      let factor = sources[1] / (sources[4] + bn.epsilon).sqrt()
      return Folded(
        sources: storages, versions: versions,
        weight: (sources[0] * factor.reshaped([conv.outputs, 1, 1, 1])).detached,
        bias: (sources[2] - sources[3] * factor).detached)
    }
    folded = result
    return result
  }
}
