/// One of two elements at the same place, as a condition says, with NumPy broadcasting of all three.
/// The gradient flows to the element that was taken.
public struct WhereOp: Op {
  public init() {}

  public var name: OpName { "where" }
  public var inputNames: [String] { ["condition", "left", "right"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    try require(
      inputs[0].dtype == .bool,
      "condition \(inputs[0].shape) is \(inputs[0].dtype.rawValue), not bool")
    try requireFloats(Array(inputs[1...]), ["left", "right"], allowsEmpty: true)
    guard let both = inputs[1].shape.broadcast(with: inputs[2].shape),
      let shape = both.broadcast(with: inputs[0].shape)
    else {
      throw OpError(
        name,
        "condition \(inputs[0].shape), left \(inputs[1].shape) and right \(inputs[2].shape) "
          + "do not broadcast together")
    }
    return [TensorSpec(shape: shape, dtype: inputs[1].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let shape = try outputs(for: inputs.map(\.spec))[0].shape
    let condition = backend.broadcast(inputs[0], to: shape)
    context.save(condition)
    let values = inputs[1...].map { $0.rank == 0 ? $0 : backend.broadcast($0, to: shape) }
    return [backend.select(condition, values[0], values[1])]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    let dy = pass.gradient
    let zero = backend.full(0, shape: [], dtype: dy.dtype)
    let condition = pass.saved(0)
    return [
      nil,
      pass.needs[1]
        ? .dense(
          backend.unbroadcast(backend.select(condition, dy, zero), to: pass.inputs[1].shape)) : nil,
      pass.needs[2]
        ? .dense(
          backend.unbroadcast(backend.select(condition, zero, dy), to: pass.inputs[2].shape)) : nil,
    ]
  }
}

/// `a` where `condition` (bool) holds, else `b`, with broadcasting. PyTorch's and NumPy's `where`,
/// which is a word of the language here. PyTorch: `torch.where`.
public func select(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
  applyOp(WhereOp(), condition, a, b)
}
