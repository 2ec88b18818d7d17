/// The mean of each channel of each picture: `[N, C, H, W]` to `[N, C]`.
public struct GlobalAveragePool2dOp: Op {
  public init() {}

  public var name: OpName { "globalAveragePool2d" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs)
    try requireRank(4, inputs[0], "input", "[N, C, H, W]")
    return [TensorSpec(shape: [inputs[0].shape[0], inputs[0].shape[1]], dtype: inputs[0].dtype)]
  }

  // One window over everything: pooling reads whatever layout a convolution left.
  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let x = inputs[0]
    return [backend.averagePool2d(x, whole(x.shape)).viewed(as: [x.shape[0], x.shape[1]])]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let shape = pass.inputs[0].shape
    let dy = pass.gradient.viewed(as: [shape[0], shape[1], 1, 1])
    return [.dense(pass.backend.averagePool2dBackward(dy, inputShape: shape, whole(shape)))]
  }

  private func whole(_ shape: Shape) -> Pool2dGeometry {
    Pool2dGeometry(kernel: Size2d(shape[2], shape[3]))
  }
}

/// The mean of each channel of each picture: `[N, C, H, W]` to `[N, C]`. Lin et al., "Network in
/// Network", ICLR 2014, section 3.2. PyTorch: `torch.nn.functional.adaptive_avg_pool2d`.
public func globalAveragePool2d(_ x: Tensor) -> Tensor { applyOp(GlobalAveragePool2dOp(), x) }
