/// Values added to the elements that indices name. Inputs: x, indices int64 and values, both of
/// one shape, x's in all axes but one.
public struct ScatterAddOp: Op {
  public var axis: Int

  public init(axis: Int) { self.axis = axis }

  public var name: OpName { "scatterAdd" }
  public var inputNames: [String] { ["input", "indices", "values"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    try requireFloats([inputs[0], inputs[2]], ["input", "values"], allowsEmpty: true)
    let axis = try normalized(axis: axis, of: inputs[0].shape)
    try requireElementIndices(inputs[1], of: inputs[0], axis)
    try requireShape(inputs[1].shape, inputs[2], "values", "one for each index")
    return [inputs[0]]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let axis = try normalized(axis: axis, of: inputs[0].shape)
    try requireIndices(inputs[1], "indices", below: inputs[0].shape[axis], "entries")
    context.save(inputs[1])
    return [backend.scatteringElements(inputs[2], to: inputs[0], at: inputs[1], axis: axis)]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let rank = pass.inputs[0].shape.rank
    return [
      .dense(pass.gradient), nil,
      pass.needs[2]
        ? .dense(
          pass.backend.gatherElements(
            pass.gradient, pass.saved(0), axis: axis < 0 ? axis + rank : axis)) : nil,
    ]
  }
}
