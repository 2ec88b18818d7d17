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
      try require(x.rank >= 2, "input \(x) has \(x.rank) axes, expected at least 2: [N, C, …]")
    }
    try require((1..<1 << 20).contains(size), "the size \(size) must be positive")
    return [inputs[0]]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let x = inputs[0]
    let base = backend.scaleShift(
      meanOverNeighbors(backend.unary(.square, x), backend, transposed: false), scale: alpha,
      offset: k)
    let factor = backend.binary(
      .power, base, backend.full(-beta, shape: [], dtype: x.dtype))
    context.save(x, base, factor)
    return [backend.binary(.multiply, x, factor)]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    // With b = k + α mean(x²): dx = dy · b^-β - 2αβ · x · meanᵀ(dy · x · b^(-β - 1)).
    let backend = pass.backend
    let (x, base, factor) = (pass.saved(0), pass.saved(1), pass.saved(2))
    let direct = backend.binary(.multiply, pass.gradient, factor)
    let slopes = backend.binary(
      .divide, backend.binary(.multiply, direct, x), base)
    let indirect = backend.binary(
      .multiply, x, meanOverNeighbors(slopes, backend, transposed: true))
    return [
      .dense(
        backend.binary(
          .add, direct, backend.scaleShift(indirect, scale: -2 * alpha * beta, offset: 0)))
    ]
  }

  /// What lies outside counts as 0. An even number of neighbors reaches farther down, as in PyTorch.
  private func meanOverNeighbors(
    _ x: Tensor, _ backend: any Backend, transposed: Bool
  ) -> Tensor {
    if isWithinChannels {
      return [2, 3].reduce(x) { sums, axis in
        backend.mapped(sums, axis: axis, band(x.shape[axis], transposed))
      }
    }
    return backend.mapped(x, axis: 1, band(x.shape[1], transposed))
  }

  private func band(_ count: Int, _ transposed: Bool) -> AxisMap {
    let map = AxisMap(
      size: count,
      (0..<count).map { channel in
        (max(channel - size / 2, 0)...min(channel + (size - 1) / 2, count - 1)).map {
          ($0, 1 / Double(size))
        }
      })
    return transposed ? map.transposed : map
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
