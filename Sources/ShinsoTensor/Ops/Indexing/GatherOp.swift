/// For each place, the element of the same row along an axis that an index names. Inputs: x, indices
/// int64 of x's shape in all other axes.
public struct GatherOp: Op {
  public var axis: Int

  public init(axis: Int) { self.axis = axis }

  public var name: OpName { "gather" }
  public var inputNames: [String] { ["input", "indices"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    let axis = try normalized(axis: axis, of: inputs[0].shape)
    try requireElementIndices(inputs[1], of: inputs[0], axis)
    return [TensorSpec(shape: inputs[1].shape, dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let axis = try normalized(axis: axis, of: inputs[0].shape)
    try requireIndices(inputs[1], "indices", below: inputs[0].shape[axis], "entries")
    context.save(inputs[1])
    return [backend.gatherElements(inputs[0], inputs[1], axis: axis)]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let x = pass.inputs[0]
    let zeros = pass.backend.full(0, shape: x.shape, dtype: x.dtype)
    let dx = pass.backend.scatteringElements(
      pass.gradient, to: zeros, at: pass.saved(0), axis: axis < 0 ? axis + x.shape.rank : axis)
    return [.dense(dx), nil]
  }
}
