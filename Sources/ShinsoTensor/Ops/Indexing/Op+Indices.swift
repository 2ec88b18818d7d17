extension Op {
  func requireIndexType(_ indices: TensorSpec) throws(OpError) {
    try require(
      indices.dtype == .int64, "indices \(indices.shape) are \(indices.dtype.rawValue), not int64")
  }

  func requireElementIndices(
    _ indices: TensorSpec, of x: TensorSpec, _ axis: Int
  ) throws(OpError) {
    try requireIndexType(indices)
    try require(
      indices.shape.rank == x.shape.rank
        && indices.shape.replacing(axis: axis, with: x.shape[axis]) == x.shape,
      "indices \(indices.shape) must have the extents of input \(x.shape) but along axis \(axis)")
  }
}
