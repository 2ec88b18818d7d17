import ShinsoTensor

extension BatchNorm2d {
  /// `self(conv(x))`. Where nothing is recorded and the network is evaluated, the normalization is
  /// folded into the convolution's weights, unless a hook waits for the output of one of both.
  public func callAsFunction(after conv: Conv2d, _ x: Tensor) -> Tensor {
    let isConstant = conv.weight.isFrozen && weight.isFrozen && bias.isFrozen
    let isObserved = conv.hasHooks || hasHooks
    guard !isTraining || isConstant, !x.isRecorded, isConstant || !Recording.isEnabled, !isObserved,
      conv.weight.isMaterialized, conv.activation == .identity, !Trace.isActive
    else { return self(conv(x)) }
    let folded = folded(into: conv)
    return conv.call {
      conv2d(
        x, folded.weight, folded.bias, stride: conv.stride, padding: conv.padding(for: x),
        dilation: conv.dilation, groups: conv.groups, activation: activation)
    }
  }

  private func folded(into conv: Conv2d) -> FoldedConvolution {
    var sources = [
      conv.weight.detached, weight.detached, bias.detached, runningMean.value,
      runningVariance.value,
    ]
    if let bias = conv.bias { sources.append(bias.detached) }
    // A value is replaced or changed in place; both show here.
    let storages = sources.map(\.storage)
    let versions = storages.map(\.version)
    if let folded, folded.versions == versions, folded.sources.elementsEqual(storages, by: ===) {
      return folded
    }
    let result = withoutGradients {
      let factor = sources[1] / (sources[4] + epsilon).sqrt()
      let mean = sources.count > 5 ? sources[3] - sources[5] : sources[3]
      return FoldedConvolution(
        sources: storages, versions: versions,
        weight: (sources[0] * factor.reshaped([conv.outputs, 1, 1, 1])).detached,
        bias: (sources[2] - mean * factor).detached)
    }
    folded = result
    return result
  }
}

/// The weights of a convolution with the normalization behind it folded in.
struct FoldedConvolution {
  /// Kept, so that no other storage takes one's place in memory.
  let sources: [Storage]
  let versions: [Int]
  let weight: Tensor
  let bias: Tensor
}
