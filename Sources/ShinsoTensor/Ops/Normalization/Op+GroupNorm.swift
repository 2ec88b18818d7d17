extension Op {
  func requireAffine(
    _ inputs: [TensorSpec], _ shape: Shape, _ epsilon: Double
  ) throws(OpError) {
    try require(epsilon >= 0, "epsilon \(epsilon) must not be negative")
    try require(inputs.count != 2, "gamma came without beta")
    for (input, role) in zip(inputs, ["input", "gamma", "beta"]).dropFirst() {
      try requireShape(shape, input, role, "as input \(inputs[0].shape)")
    }
  }

  func groupNormForward(
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
  func groupNormGradients(_ shape: GroupShape) -> [Gradient?] {
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
