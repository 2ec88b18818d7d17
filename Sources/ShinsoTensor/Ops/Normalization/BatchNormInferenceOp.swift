/// Batch normalization by given statistics. Inputs: x `[N, C, …]`; gamma, beta, mean and variance
/// `[C]`. No gradient flows to mean and variance.
public struct BatchNormInferenceOp: Op, Hashable {
  public var epsilon: Double
  public var activation: FusedActivation

  public init(epsilon: Double = 1e-5, activation: FusedActivation = .none) {
    self.epsilon = epsilon
    self.activation = activation
  }

  public var name: OpName { "batchNorm" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try checkNormalization(inputs, ["input", "gamma", "beta", "mean", "variance"], epsilon)
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
    pass.batchNormGradients(epsilon, activation, statisticsAreConstant: true) + [nil, nil]
  }
}

/// Batch normalization by given statistics, all `[C]`, as a trained network does it.
/// PyTorch: `torch.nn.functional.batch_norm`.
public func batchNormInference(
  _ x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor,
  epsilon: Double = 1e-5, activation: Activation = .identity
) -> Tensor {
  let op = BatchNormInferenceOp(epsilon: epsilon, activation: activation.fused)
  return activation.afterFusion(applyOp(op, [x, gamma, beta, mean, variance])[0])
}
