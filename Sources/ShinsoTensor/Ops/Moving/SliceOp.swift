/// A stretch of one axis.
public struct SliceOp: Op {
  public var axis: Int
  public var start: Int
  /// The first entry that is left out; nil: up to the end.
  public var end: Int?

  public init(axis: Int, start: Int, end: Int?) {
    self.axis = axis
    self.start = start
    self.end = end
  }

  public var name: OpName { "slice" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    let (axis, count) = try extent(in: inputs[0].shape)
    let shape = inputs[0].shape.replacing(axis: axis, with: count)
    return [TensorSpec(shape: shape, dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let (axis, count) = try extent(in: inputs[0].shape)
    // Along the first axis the entries lie together: no copy.
    return [
      axis == 0
        ? inputs[0].rows(start, count)
        : backend.slice(inputs[0], axis: axis, start: start, count: count)
    ]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let shape = pass.inputs[0].shape
    let axis = axis < 0 ? axis + shape.rank : axis
    return [.dense(pass.backend.placing(pass.gradient, in: shape, axis: axis, start: start))]
  }

  private func extent(in shape: Shape) throws(OpError) -> (axis: Int, count: Int) {
    let axis = try normalized(axis: axis, of: shape)
    let end = end ?? shape[axis]
    try require(
      0 <= start && start <= end && end <= shape[axis],
      "\(start)..<\(end) does not lie within axis \(axis) of input \(shape)")
    return (axis, end - start)
  }
}

extension Tensor {
  /// Entries `from` up to but without `to` along `axis`; without `to`, up to the end. Along the
  /// first axis nothing is copied. PyTorch: `torch.narrow`.
  public func sliced(axis: Int, from: Int = 0, to: Int? = nil) -> Tensor {
    applyOp(SliceOp(axis: axis, start: from, end: to), self)
  }
}
