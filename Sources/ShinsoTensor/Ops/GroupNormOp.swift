/// Normalization by the mean and variance of groups of channels of one example. Inputs: x
/// `[N, C, …]`, then gamma and beta `[C]`, both or neither. One group a channel: instance norm
/// (Ulyanov et al., 2016). Wu & He, "Group normalization", ECCV 2018, equation 7.
public struct GroupNormOp: Op, Hashable {
  public var groups: Int
  public var epsilon: Double

  public init(groups: Int, epsilon: Double = 1e-5) {
    self.groups = groups
    self.epsilon = epsilon
  }

  public var name: OpName { "groupNorm" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, ["input", "gamma", "beta"], optional: 2)
    let x = inputs[0].shape
    try require(x.rank >= 2, "input \(x) has \(x.rank) axes, expected at least 2: [N, C, …]")
    try require(
      groups > 0 && x[1] % groups == 0,
      "input \(x) has \(x[1]) channels, which do not divide into \(groups) groups")
    try requireAffine(inputs, [x[1]], epsilon)
    return [inputs[0]]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] { groupNormForward(on: backend, inputs, &context, shape(inputs[0].shape), epsilon) }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    pass.groupNormGradients(shape(pass.inputs[0].shape))
  }

  private func shape(_ x: Shape) -> GroupShape {
    GroupShape(
      groups: groups, channels: x[1] / groups, spatial: x.dropFirst(2).reduce(1, *))
  }
}

/// Normalization by the mean and variance of an example's last axes. Inputs: x, then gamma and beta
/// of the shape of those axes, both or neither. Ba et al., "Layer normalization", 2016.
public struct LayerNormOp: Op, Hashable {
  /// How many axes, counted from the last.
  public var axisCount: Int
  public var epsilon: Double

  public init(axisCount: Int = 1, epsilon: Double = 1e-5) {
    self.axisCount = axisCount
    self.epsilon = epsilon
  }

  public var name: OpName { "layerNorm" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, ["input", "gamma", "beta"], optional: 2)
    let x = inputs[0].shape
    try require(
      axisCount > 0 && x.rank >= axisCount, "input \(x) has \(x.rank) axes, not \(axisCount)")
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

extension Op {
  fileprivate func requireAffine(
    _ inputs: [TensorSpec], _ shape: Shape, _ epsilon: Double
  ) throws(OpError) {
    try require(epsilon >= 0, "epsilon \(epsilon) must not be negative")
    try require(inputs.count != 2, "gamma came without beta")
    for (input, role) in zip(inputs, ["input", "gamma", "beta"]).dropFirst() {
      try requireShape(shape, input, role, "as input \(inputs[0].shape)")
    }
  }

  fileprivate func groupNormForward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext,
    _ shape: GroupShape, _ epsilon: Double
  ) -> [Tensor] {
    let gamma = inputs.count > 1 ? inputs[1] : nil
    let result = backend.groupNorm(
      inputs[0], gamma: gamma, beta: inputs.count > 2 ? inputs[2] : nil, epsilon: epsilon, shape)
    context.save(inputs[0], gamma, result.mean, result.inverseDeviation)
    return [result.y]
  }
}

extension BackwardPass {
  /// Saved are x, gamma, mean, inverse deviation.
  fileprivate func groupNormGradients(_ shape: GroupShape) -> [Gradient?] {
    let result = GroupNormResult(y: gradient, mean: saved(2), inverseDeviation: saved(3))
    let (dx, dgamma, dbeta) = backend.groupNormBackward(
      gradient, x: saved(0), gamma: saved[1], result, shape,
      wantsParameters: needs.dropFirst().contains(true))
    let parameters = [dgamma, dbeta].map { $0?.viewed(as: inputs[inputs.count - 1].shape) }
    return zip([dx] + parameters, needs).map { tensor, isNeeded in
      isNeeded ? tensor.map { .dense($0) } : nil
    }
  }
}

/// x `[N, C, …]` normalized by the mean and biased variance of each of `groups` groups of channels
/// of each example, then scaled by gamma and shifted by beta, both `[C]`.
/// PyTorch: `torch.nn.functional.group_norm`.
public func groupNorm(
  _ x: Tensor, groups: Int, gamma: Tensor? = nil, beta: Tensor? = nil, epsilon: Double = 1e-5
) -> Tensor {
  apply(GroupNormOp(groups: groups, epsilon: epsilon), [x] + [gamma, beta].compactMap { $0 })[0]
}

/// x `[N, C, …]` normalized by the mean and biased variance of each channel of each example.
/// PyTorch: `torch.nn.functional.instance_norm`.
public func instanceNorm(
  _ x: Tensor, gamma: Tensor? = nil, beta: Tensor? = nil, epsilon: Double = 1e-5
) -> Tensor {
  groupNorm(
    x, groups: x.rank > 1 ? x.shape[1] : 1, gamma: gamma, beta: beta, epsilon: epsilon)
}

/// x normalized by the mean and biased variance of its last `axisCount` axes, then scaled by gamma
/// and shifted by beta, both of the shape of those axes. PyTorch: `torch.nn.functional.layer_norm`.
public func layerNorm(
  _ x: Tensor, gamma: Tensor? = nil, beta: Tensor? = nil, axisCount: Int = 1,
  epsilon: Double = 1e-5
) -> Tensor {
  apply(
    LayerNormOp(axisCount: axisCount, epsilon: epsilon), [x] + [gamma, beta].compactMap { $0 })[0]
}
