/// Rows of a table. Inputs: indices int64 of any shape, table `[R, …]`. The table's gradient is
/// row-sparse.
public struct EmbeddingOp: Op {
  public init() {}

  public var name: OpName { "embedding" }
  public var inputNames: [String] { ["indices", "table"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    let (indices, table) = (inputs[0], inputs[1])
    try require(
      indices.dtype == .int64, "indices \(indices.shape) are \(indices.dtype.rawValue), not int64")
    try requireFloats([table], ["table"])
    try require(table.shape.rank >= 1, "table [] has no rows")
    let shape = Shape(indices.shape.dims + table.shape.dims.dropFirst())
    return [TensorSpec(shape: shape, dtype: table.dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let (indices, table) = (inputs[0], inputs[1])
    try requireIndices(indices, "indices", below: table.shape[0], "rows")
    let list = indices.viewed(as: [indices.elementCount])
    context.save(list)
    let rows = backend.take(table, list, axis: 0)
    return [rows.viewed(as: Shape(indices.shape.dims + table.shape.dims.dropFirst()))]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    guard pass.needs[1] else { return [nil, nil] }
    let table = pass.inputs[1].shape
    let indices = pass.saved(0)
    let values = pass.gradient.viewed(as: table.replacing(axis: 0, with: indices.elementCount))
    return [nil, .rows(RowGradient(indices: indices, values: values, shape: table))]
  }
}

/// Rows of `table` `[R, …]`, one for each index (int64, 0 to R - 1): the result's shape is that of
/// the indices, then that of a row. PyTorch: `torch.nn.functional.embedding`.
public func embedding(_ indices: Tensor, _ table: Tensor) -> Tensor {
  applyOp(EmbeddingOp(), indices, table)
}
