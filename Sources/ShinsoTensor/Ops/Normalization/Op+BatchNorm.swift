extension Op {
  func checkNormalization(_ inputs: [TensorSpec], _ epsilon: Double) throws(OpError) {
    // A divisor, which only one of both ops may have, is that one's to check.
    try requireFloats(inputs, Array(inputNames.prefix(max(inputs.count, 3))))
    let x = inputs[0].shape
    try require(
      x.rank >= 2,
      "input \(x) has \(counted(x.rank, "axis", "axes")), expected at least 2: [N, C, …]")
    for (input, role) in zip(inputs, inputNames).dropFirst() {
      try requireShape([x[1]], input, role, "input \(x) has \(counted(x[1], "channel"))")
    }
    try require(epsilon >= 0, "epsilon \(epsilon) must not be negative")
  }
}

extension BackwardPass {
  /// The gradients of x, gamma and beta; saved are x, gamma, beta, mean, variance.
  func batchNormGradients(
    _ epsilon: Double, _ activation: FusedActivation, statisticsAreConstant: Bool
  ) -> [Gradient?] {
    var dy = gradient
    var fused = activation
    if let function = activation.function, !activation.isClamp || rules[function.opName] != nil {
      // A rule wants the activation's output, which the backend would compute again unseen.
      let y = backend.batchNormInference(
        saved(0), gamma: saved(1), beta: saved(2), mean: saved(3), variance: saved(4),
        epsilon: epsilon, activation: activation.clamp)
      dy = gradient(
        dy, before: activation,
        known: function.derivative == .input ? y : backend.afterClamp(y, activation))
      fused = .none
    }
    let (dx, dgamma, dbeta) = backend.batchNormBackward(
      dy, x: saved(0), gamma: saved(1), beta: saved(2), mean: saved(3), variance: saved(4),
      epsilon: epsilon, activation: fused, statisticsAreConstant: statisticsAreConstant)
    return zip([dx, dgamma, dbeta], needs).map { $1 ? .dense($0) : nil }
  }
}
