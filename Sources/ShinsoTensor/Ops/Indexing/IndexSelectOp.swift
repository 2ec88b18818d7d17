/// Entries of one axis by index. Inputs: x, indices int64 `[n]`.
public struct IndexSelectOp: Op {
  public var axis: Int

  public init(axis: Int) { self.axis = axis }

  public var name: OpName { "indexSelect" }
  public var inputNames: [String] { ["input", "indices"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    let axis = try normalized(axis: axis, of: inputs[0].shape)
    try requireIndexType(inputs[1])
    try requireRank(1, inputs[1], "indices", "[n]")
    let shape = inputs[0].shape.replacing(axis: axis, with: inputs[1].shape[0])
    return [TensorSpec(shape: shape, dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let axis = try normalized(axis: axis, of: inputs[0].shape)
    try requireIndices(inputs[1], "indices", below: inputs[0].shape[axis], "entries")
    context.save(inputs[1])
    return [backend.take(inputs[0], inputs[1], axis: axis)]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let x = pass.inputs[0]
    let zeros = pass.backend.full(0, shape: x.shape, dtype: x.dtype)
    let dx = pass.backend.adding(
      pass.gradient, to: zeros, at: pass.saved(0), axis: axis < 0 ? axis + x.shape.rank : axis)
    return [.dense(dx), nil]
  }
}
