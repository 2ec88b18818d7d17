/// Normalization by the mean and variance of groups of channels of one example. Inputs: x
/// `[N, C, …]`, then gamma and beta `[C]`, both or neither. One group a channel: instance norm
/// (Ulyanov et al., 2016). Wu & He, "Group normalization", ECCV 2018, equation 7.
public struct GroupNormOp: Op {
  public var groups: Int
  public var epsilon: Double

  public init(groups: Int, epsilon: Double = 1e-5) {
    self.groups = groups
    self.epsilon = epsilon
  }

  public var name: OpName { "groupNorm" }
  public var inputNames: [String] { ["input", "gamma", "beta"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, optional: 2)
    let x = inputs[0].shape
    try require(
      x.rank >= 2,
      "input \(x) has \(counted(x.rank, "axis", "axes")), expected at least 2: [N, C, …]")
    try require(
      groups > 0 && x[1] % groups == 0,
      "input \(x) has \(counted(x[1], "channel")), which do not divide into \(groups) groups")
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

/// x `[N, C, …]` normalized by the mean and biased variance of each of `groups` groups of channels
/// of each example, then scaled by gamma and shifted by beta, both `[C]`.
/// PyTorch: `torch.nn.functional.group_norm`.
public func groupNorm(
  _ x: Tensor, groups: Int, gamma: Tensor? = nil, beta: Tensor? = nil, epsilon: Double = 1e-5
) -> Tensor {
  applyOp(GroupNormOp(groups: groups, epsilon: epsilon), [x] + [gamma, beta].compactMap { $0 })[0]
}

/// x `[N, C, …]` normalized by the mean and biased variance of each channel of each example.
/// PyTorch: `torch.nn.functional.instance_norm`.
public func instanceNorm(
  _ x: Tensor, gamma: Tensor? = nil, beta: Tensor? = nil, epsilon: Double = 1e-5
) -> Tensor {
  groupNorm(
    x, groups: x.rank > 1 ? x.shape[1] : 1, gamma: gamma, beta: beta, epsilon: epsilon)
}
