/// Normalization by the mean and variance of an example's last axes. Inputs: x, then gamma and beta
/// of the shape of those axes, both or neither. Ba et al., "Layer normalization", 2016.
public struct LayerNormOp: Op {
  /// How many axes, counted from the last.
  public var axisCount: Int
  public var epsilon: Double

  public init(axisCount: Int = 1, epsilon: Double = 1e-5) {
    self.axisCount = axisCount
    self.epsilon = epsilon
  }

  public var name: OpName { "layerNorm" }
  public var inputNames: [String] { ["input", "gamma", "beta"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, optional: 2)
    let x = inputs[0].shape
    try require(
      axisCount > 0 && x.rank >= axisCount,
      "input \(x) has \(counted(x.rank, "axis", "axes")), not \(axisCount)")
    try requireAffine(inputs, Shape(x.suffix(axisCount)), epsilon)
    return [inputs[0]]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] { groupNormForward(on: backend, inputs, &context, shape(inputs[0].shape), epsilon) }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    pass.groupNormGradients(shape(pass.inputs[0].shape))
  }

  private func shape(_ x: Shape) -> GroupShape {
    GroupShape(groups: 1, channels: x.suffix(axisCount).reduce(1, *), spatial: 1)
  }
}

/// x normalized by the mean and biased variance of its last `axisCount` axes, then scaled by gamma
/// and shifted by beta, both of the shape of those axes. PyTorch: `torch.nn.functional.layer_norm`.
public func layerNorm(
  _ x: Tensor, gamma: Tensor? = nil, beta: Tensor? = nil, axisCount: Int = 1,
  epsilon: Double = 1e-5
) -> Tensor {
  applyOp(
    LayerNormOp(axisCount: axisCount, epsilon: epsilon), [x] + [gamma, beta].compactMap { $0 })[0]
}
