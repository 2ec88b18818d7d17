/// Entries of one axis by index. Inputs: x, indices int64 `[n]`.
public struct IndexSelectOp: Op, Hashable {
  public var axis: Int

  public init(axis: Int) { self.axis = axis }

  public var name: OpName { "indexSelect" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs, ["input", "indices"])
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

/// For each place, the element of the same row along an axis that an index names. Inputs: x, indices
/// int64 of x's shape in all other axes.
public struct GatherOp: Op, Hashable {
  public var axis: Int

  public init(axis: Int) { self.axis = axis }

  public var name: OpName { "gather" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs, ["input", "indices"])
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

/// Values added to the elements that indices name. Inputs: x, indices int64 and values, both of
/// one shape, x's in all axes but one.
public struct ScatterAddOp: Op, Hashable {
  public var axis: Int

  public init(axis: Int) { self.axis = axis }

  public var name: OpName { "scatterAdd" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs, ["input", "indices", "values"])
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

extension Op {
  fileprivate func requireIndexType(_ indices: TensorSpec) throws(OpError) {
    try require(
      indices.dtype == .int64, "indices \(indices.shape) are \(indices.dtype.rawValue), not int64")
  }

  fileprivate func requireElementIndices(
    _ indices: TensorSpec, of x: TensorSpec, _ axis: Int
  ) throws(OpError) {
    try requireIndexType(indices)
    try require(
      indices.shape.rank == x.shape.rank
        && indices.shape.replacing(axis: axis, with: x.shape[axis]) == x.shape,
      "indices \(indices.shape) must have the extents of input \(x.shape) but along axis \(axis)")
  }
}

extension Tensor {
  /// Entries along `axis` by index, int64 `[n]`. PyTorch: `torch.index_select`.
  public func selected(_ indices: Tensor, axis: Int) -> Tensor {
    apply(IndexSelectOp(axis: axis), self, indices)
  }

  /// `y[…, k, …] = self[…, indices[…, k, …], …]` along `axis`; indices int64 with the tensor's
  /// extents along all other axes. PyTorch: `torch.gather`.
  public func gathered(_ indices: Tensor, axis: Int) -> Tensor {
    apply(GatherOp(axis: axis), self, indices)
  }

  /// A copy with `values[…, k, …]` added to the element `[…, indices[…, k, …], …]`; an element may be
  /// named several times. PyTorch: `torch.scatter_add`.
  public func scatterAdding(_ values: Tensor, at indices: Tensor, axis: Int) -> Tensor {
    apply(ScatterAddOp(axis: axis), self, indices, values)
  }
}
