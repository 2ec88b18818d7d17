/// `activation(x · weightᵀ + bias)` along the last axis of x. Inputs: x `[…, K]`, weight `[N, K]`
/// and, if there is one, bias `[N]`.
public struct LinearOp: Op {
  public var activation: FusedActivation

  public init(activation: FusedActivation = .none) { self.activation = activation }

  public var name: OpName { "linear" }
  public var inputNames: [String] { ["input", "weight", "bias"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, optional: 1)
    let (x, weight) = (inputs[0].shape, inputs[1].shape)
    try requireRank(2, inputs[1], "weight", "[outputs, inputs]")
    try require(x.rank >= 2, "input \(x) has \(x.rank) axes, expected at least 2: [N, inputs]")
    try require(
      x[-1] == weight[1],
      "input \(x) has \(x[-1]) columns, the weight \(weight) expects \(weight[1])")
    if inputs.count > 2 {
      try requireShape([weight[0]], inputs[2], "bias", "one number an output")
    }
    return [TensorSpec(shape: x.replacing(axis: -1, with: weight[0]), dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let (x, weight) = (inputs[0].asMatrix, inputs[1])
    let y = backend.linear(
      x, weight: weight, bias: inputs.count > 2 ? inputs[2] : nil, activation: activation)
    let result =
      inputs[0].rank == 2
      ? y : y.viewed(as: inputs[0].shape.replacing(axis: -1, with: weight.shape[0]))
    context.save(context.needs[1] ? x : nil, weight, activation == .none ? nil : result)
    return [result]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    let weight = pass.saved(1)
    let dy = pass.gradient(pass.gradient, before: activation, output: pass.saved(2)).asMatrix
    var gradients: [Gradient?] = [nil, nil]
    if pass.needs[0] {
      let dx = backend.linearBackwardInput(dy, weight: weight)
      gradients[0] = .dense(
        dx.rank == pass.inputs[0].shape.rank ? dx : dx.viewed(as: pass.inputs[0].shape))
    }
    if pass.needs[1] {
      gradients[1] = .dense(backend.linearBackwardWeight(dy, x: pass.saved(0), weight: weight))
    }
    if pass.needs.count > 2 {
      gradients.append(pass.needs[2] ? .dense(backend.channelSum(dy)) : nil)
    }
    return gradients
  }
}

extension Tensor {
  /// All axes but the last made one.
  fileprivate var asMatrix: Tensor {
    rank == 2 ? self : viewed(as: [shape.dropLast().reduce(1, *), shape[-1]])
  }
}

/// `activation(x · weightᵀ + bias)`: x `[…, inputs]`, weight `[outputs, inputs]`, bias `[outputs]`;
/// the result is `[…, outputs]`. PyTorch: `torch.nn.functional.linear`.
public func linear(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, activation: Activation = .identity
) -> Tensor {
  let inputs = [x, weight] + (bias.map { [$0] } ?? [])
  return activation.afterFusion(applyOp(LinearOp(activation: activation.fused), inputs)[0])
}
