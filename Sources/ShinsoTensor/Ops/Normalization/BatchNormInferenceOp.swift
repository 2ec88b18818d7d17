/// Batch normalization by given statistics. Inputs: x `[N, C, …]`; gamma, beta, mean and variance
/// `[C]`; optionally a divisor `[1]`, which does not enter the result. No gradient flows to mean,
/// variance and divisor.
public struct BatchNormInferenceOp: Op {
  public var epsilon: Double
  public var activation: FusedActivation
  /// How much of a batch enters the running averages where a graph in training runs this op by the
  /// batch's own statistics. With a divisor d the averages are Caffe's, sums over d: a batch makes it
  /// d (1 - momentum) + 1, and 1 over that enters.
  public var momentum: Double

  public init(
    epsilon: Double = 1e-5, activation: FusedActivation = .none, momentum: Double = 0.1
  ) {
    self.epsilon = epsilon
    self.activation = activation
    self.momentum = momentum
  }

  public var name: OpName { "batchNormInference" }
  public var inputNames: [String] { ["input", "gamma", "beta", "mean", "variance", "divisor"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs, optional: 1)
    try checkNormalization(Array(inputs.prefix(5)), epsilon)
    if inputs.count == 6 { try requireShape([1], inputs[5], "divisor", "it is one number") }
    return [inputs[0]]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    context.save(inputs[0], inputs[1], inputs[2], inputs[3], inputs[4])
    let y = backend.batchNormInference(
      inputs[0], gamma: inputs[1], beta: inputs[2], mean: inputs[3], variance: inputs[4],
      epsilon: epsilon, activation: activation.clamp)
    return [backend.afterClamp(y, activation)]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    pass.batchNormGradients(epsilon, activation, statisticsAreConstant: true)
      + pass.inputs.dropFirst(3).map { _ in nil }
  }
}

/// Batch normalization by given statistics, all `[C]`, as a trained network does it.
/// PyTorch: `torch.nn.functional.batch_norm`.
public func batchNormInference(
  _ x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor,
  epsilon: Double = 1e-5, activation: Activation = .identity, momentum: Double = 0.1
) -> Tensor {
  let op = BatchNormInferenceOp(
    epsilon: epsilon, activation: activation.fused, momentum: momentum)
  return activation.afterFusion(applyOp(op, [x, gamma, beta, mean, variance])[0])
}
