/// Local response normalization: `y = x · (k + α / n · Σ x²)^-β`, the sum over n neighbors: channels
/// (Krizhevsky et al., "ImageNet classification with deep convolutional neural networks", NIPS
/// 2012, section 3.3, which leaves the division by n to α), or an n × n window of the same channel
/// (Krizhevsky's cuda-convnet and Caffe).
public struct LocalResponseNormOp: Op {
  /// n.
  public var size: Int
  public var alpha: Double
  public var beta: Double
  public var k: Double
  public var isWithinChannels: Bool

  public init(
    size: Int, alpha: Double = 1e-4, beta: Double = 0.75, k: Double = 1,
    isWithinChannels: Bool = false
  ) {
    self.size = size
    self.alpha = alpha
    self.beta = beta
    self.k = k
    self.isWithinChannels = isWithinChannels
  }

  public var name: OpName { "localResponseNorm" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs)
    let x = inputs[0].shape
    if isWithinChannels {
      try requireRank(4, inputs[0], "input", "[N, C, H, W]")
    } else {
      try require(
        x.rank >= 2,
        "input \(x) has \(counted(x.rank, "axis", "axes")), expected at least 2: [N, C, …]")
    }
    try require((1..<1 << 20).contains(size), "the size \(size) must be positive")
    return [inputs[0]]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let x = inputs[0]
    context.save(x)
    return [
      isWithinChannels
        ? backend.localResponseNorm(x, rule, along: [2, 3]) : backend.localResponseNorm(x, rule)
    ]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    let (dy, x) = (pass.gradient, pass.saved(0))
    return [
      .dense(
        isWithinChannels
          ? backend.localResponseNormBackward(dy, x: x, rule, along: [2, 3])
          : backend.localResponseNormBackward(dy, x: x, rule))
    ]
  }

  private var rule: LocalResponseRule {
    LocalResponseRule(size: size, alpha: alpha, beta: beta, k: k)
  }
}

/// Local response normalization over `size` neighboring channels: x `[N, C, …]`.
/// PyTorch: `torch.nn.functional.local_response_norm`.
public func localResponseNorm(
  _ x: Tensor, size: Int, alpha: Double = 1e-4, beta: Double = 0.75, k: Double = 1
) -> Tensor { applyOp(LocalResponseNormOp(size: size, alpha: alpha, beta: beta, k: k), x) }

/// Local response normalization over a window of `size` × `size` of the same channel, as Caffe's
/// `WITHIN_CHANNEL`: x `[N, C, H, W]`. PyTorch: no equivalent.
public func localResponseNormWithinChannels(
  _ x: Tensor, size: Int, alpha: Double = 1e-4, beta: Double = 0.75, k: Double = 1
) -> Tensor {
  applyOp(
    LocalResponseNormOp(size: size, alpha: alpha, beta: beta, k: k, isWithinChannels: true), x)
}
