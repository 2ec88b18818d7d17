/// `activation(x · weightᵀ + bias + residual)` along the last axis of x. Inputs: x `[…, K]`, weight
/// `[N, K]`, if `hasResidual`, the residual `[…, N]`, and if there is one, bias `[N]`.
public struct LinearOp: Op, EpilogueOp {
  public var hasResidual: Bool
  public var activation: FusedActivation

  public init(hasResidual: Bool = false, activation: FusedActivation = .none) {
    self.hasResidual = hasResidual
    self.activation = activation
  }

  public var name: OpName { "linear" }
  public var inputNames: [String] {
    ["input", "weight"] + (hasResidual ? ["residual"] : []) + ["bias"]
  }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, optional: 1)
    let (x, weight) = (inputs[0].shape, inputs[1].shape)
    try requireRank(2, inputs[1], "weight", "[outputs, inputs]")
    try require(
      x.rank >= 2,
      "input \(x) has \(counted(x.rank, "axis", "axes")), expected at least 2: [N, inputs]")
    try require(
      x[-1] == weight[1],
      "input \(x) has \(x[-1]) columns, the weight \(weight) expects \(weight[1])")
    let shape = x.replacing(axis: -1, with: weight[0])
    try requireEpilogue(inputs, outputs: weight[0], result: shape)
    return [TensorSpec(shape: shape, dtype: inputs[0].dtype)]
  }

  public func multiplyAdds(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    outputs[0].shape.elementCount * inputs[1].shape[1]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let (x, weight) = (inputs[0].asMatrix, inputs[1])
    var epilogue = epilogue(inputs, context)
    epilogue.residual = epilogue.residual?.asMatrix
    var sums = backend.linear(x, weight: weight, epilogue)
    if inputs[0].rank != 2 {
      sums = sums.viewed(as: inputs[0].shape.replacing(axis: -1, with: weight.shape[0]))
    }
    let (y, known) = finished(sums, context, on: backend)
    context.save(context.needs[1] ? x : nil, weight, known)
    return [y]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    let weight = pass.saved(1)
    let sumGradient = pass.gradient(pass.gradient, before: activation, known: pass.saved(2))
    let dy = sumGradient.asMatrix
    var gradients: [Gradient?] = [nil, nil]
    if pass.needs[0] {
      let dx = backend.linearBackwardInput(dy, weight: weight)
      gradients[0] = .dense(
        dx.rank == pass.inputs[0].shape.rank ? dx : dx.viewed(as: pass.inputs[0].shape))
    }
    if pass.needs[1] {
      gradients[1] = .product(ProductGradient(dy, x: pass.saved(0), weight: weight))
    }
    let wanted = epilogueNeeds(pass)
    if hasResidual { gradients.append(wanted.residual ? .dense(sumGradient) : nil) }
    gradients.append(wanted.bias ? .dense(backend.channelSum(dy)) : nil)
    return Array(gradients.prefix(pass.needs.count))
  }
}

extension Tensor {
  /// All axes but the last made one.
  fileprivate var asMatrix: Tensor {
    rank == 2 ? self : viewed(as: [shape.dropLast().reduce(1, *), shape[-1]])
  }
}

/// `activation(x · weightᵀ + bias + residual)`: x `[…, inputs]`, weight `[outputs, inputs]`, bias
/// `[outputs]`; the result is `[…, outputs]`, as is the residual.
/// PyTorch: `torch.nn.functional.linear`.
public func linear(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, residual: Tensor? = nil,
  activation: Activation = .identity
) -> Tensor {
  let op = LinearOp(hasResidual: residual != nil, activation: activation.fused)
  let inputs = [x, weight] + [residual, bias].compactMap(\.self)
  return activation.afterFusion(applyOp(op, inputs)[0])
}
