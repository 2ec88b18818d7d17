/// Batch normalization by the batch's own statistics. Inputs: x `[N, C, …]`, gamma and beta `[C]`.
/// Outputs: the result, then the mean and the biased variance `[C]`, through which no gradient
/// flows.
public struct BatchNormTrainingOp: Op {
  public var epsilon: Double
  public var activation: FusedActivation

  public init(epsilon: Double = 1e-5, activation: FusedActivation = .none) {
    self.epsilon = epsilon
    self.activation = activation
  }

  public var name: OpName { "batchNorm" }
  public var inputNames: [String] { ["input", "gamma", "beta"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try checkNormalization(inputs, epsilon)
    let x = inputs[0].shape
    try require(
      x.elementCount != x[1],
      "input \(x) has one value a channel, whose deviation is 0; in training, batch normalization "
        + "needs larger batches or pictures")
    let statistics = TensorSpec(shape: [inputs[0].shape[1]], dtype: inputs[0].dtype)
    return [inputs[0], statistics, statistics]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let result = backend.batchNormTraining(
      inputs[0], gamma: inputs[1], beta: inputs[2], epsilon: epsilon,
      activation: activation.clamp)
    context.save(inputs[0], inputs[1], inputs[2], result.mean, result.variance)
    return [backend.afterClamp(result.y, activation), result.mean, result.variance]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    pass.batchNormGradients(epsilon, activation, statisticsAreConstant: false)
  }
}

/// Batch normalization in training: x `[N, C, …]` normalized over all but axis 1 by its own mean and
/// biased variance, scaled by gamma and shifted by beta, both `[C]`. The result's statistics are for
/// running averages: no gradient flows through them. Ioffe & Szegedy, ICML 2015, algorithm 1.
/// PyTorch: `torch.nn.functional.batch_norm`.
public func batchNormTraining(
  _ x: Tensor, gamma: Tensor, beta: Tensor, epsilon: Double = 1e-5,
  activation: Activation = .identity
) -> BatchNormResult {
  let op = BatchNormTrainingOp(epsilon: epsilon, activation: activation.fused)
  let outputs = applyOp(op, [x, gamma, beta])
  return BatchNormResult(
    y: activation.afterFusion(outputs[0]), mean: outputs[1].detached,
    variance: outputs[2].detached)
}
