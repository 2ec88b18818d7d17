/// An op that gives the same elements another shape, without moving them.
protocol ViewOp: Op {
  func shape(for shape: Shape) throws(OpError) -> Shape
}

extension ViewOp {
  public var isView: Bool { true }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    return [TensorSpec(shape: try shape(for: inputs[0].shape), dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    [inputs[0].viewed(as: try shape(for: inputs[0].shape))]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    [.dense(pass.gradient.viewed(as: pass.inputs[0].shape))]
  }
}
