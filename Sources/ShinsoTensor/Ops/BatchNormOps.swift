/// Batch normalization by the batch's own statistics. Inputs: x `[N, C, …]`, gamma and beta `[C]`.
/// Outputs: the result, then the mean and the biased variance `[C]`, through which no gradient
/// flows.
public struct BatchNormTrainingOp: Op, Hashable {
  public var epsilon: Double
  public var activation: FusedActivation

  public init(epsilon: Double = 1e-5, activation: FusedActivation = .none) {
    self.epsilon = epsilon
    self.activation = activation
  }

  public var name: OpName { "batchNorm" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try checkNormalization(inputs, ["input", "gamma", "beta"], epsilon)
    let statistics = TensorSpec(shape: [inputs[0].shape[1]], dtype: inputs[0].dtype)
    return [inputs[0], statistics, statistics]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let result = backend.batchNormTraining(
      inputs[0], gamma: inputs[1], beta: inputs[2], epsilon: epsilon, activation: activation)
    context.save(inputs[0], inputs[1], inputs[2], result.mean, result.variance)
    return [result.y, result.mean, result.variance]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    pass.batchNormGradients(epsilon, activation, statisticsAreConstant: false)
  }
}

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
    return [
      backend.batchNormInference(
        inputs[0], gamma: inputs[1], beta: inputs[2], mean: inputs[3], variance: inputs[4],
        epsilon: epsilon, activation: activation)
    ]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    pass.batchNormGradients(epsilon, activation, statisticsAreConstant: true) + [nil, nil]
  }
}

extension Op {
  fileprivate func checkNormalization(
    _ inputs: [TensorSpec], _ roles: [String], _ epsilon: Double
  ) throws(OpError) {
    try requireFloats(inputs, roles)
    let x = inputs[0].shape
    try require(x.rank >= 2, "input \(x) has \(x.rank) axes, expected at least 2: [N, C, …]")
    for (input, role) in zip(inputs, roles).dropFirst() {
      try requireShape([x[1]], input, role, "input \(x) has \(x[1]) channels")
    }
    try require(epsilon >= 0, "epsilon \(epsilon) must not be negative")
  }
}

extension BackwardPass {
  /// The gradients of x, gamma and beta; saved are x, gamma, beta, mean, variance.
  fileprivate func batchNormGradients(
    _ epsilon: Double, _ activation: FusedActivation, statisticsAreConstant: Bool
  ) -> [Gradient?] {
    var dy = gradient
    var fused = activation
    if let function = activation.function, rules[function.opName] != nil {
      // The rule wants the activation's output, which the backend would compute again unseen.
      dy = gradient(
        dy, before: activation,
        output: backend.batchNormInference(
          saved(0), gamma: saved(1), beta: saved(2), mean: saved(3), variance: saved(4),
          epsilon: epsilon, activation: activation))
      fused = .none
    }
    let (dx, dgamma, dbeta) = backend.batchNormBackward(
      dy, x: saved(0), gamma: saved(1), beta: saved(2), mean: saved(3), variance: saved(4),
      epsilon: epsilon, activation: fused, statisticsAreConstant: statisticsAreConstant)
    return zip([dx, dgamma, dbeta], needs).map { $1 ? .dense($0) : nil }
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
  let outputs = apply(op, [x, gamma, beta])
  return BatchNormResult(
    y: activation.afterFusion(outputs[0]), mean: outputs[1].detached,
    variance: outputs[2].detached)
}

/// Batch normalization by given statistics, all `[C]`, as a trained network does it.
/// PyTorch: `torch.nn.functional.batch_norm`.
public func batchNormInference(
  _ x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor,
  epsilon: Double = 1e-5, activation: Activation = .identity
) -> Tensor {
  let op = BatchNormInferenceOp(epsilon: epsilon, activation: activation.fused)
  return activation.afterFusion(apply(op, [x, gamma, beta, mean, variance])[0])
}
