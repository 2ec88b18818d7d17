/// The same elements in row-major order in another shape.
public struct ReshapeOp: Op, ViewOp {
  /// One extent may be -1: whatever is left.
  public var dims: [Int]

  public init(_ dims: [Int]) { self.dims = dims }

  public var name: OpName { "reshape" }

  func shape(for shape: Shape) throws(OpError) -> Shape {
    let unknown = dims.indices.filter { dims[$0] == -1 }
    var known = 1
    for dim in dims where dim != -1 {
      let (product, overflows) = known.multipliedReportingOverflow(by: dim)
      try require(dim >= 0 && !overflows, "\(dims) is not a shape")
      known = product
    }
    let count = shape.elementCount
    var found = dims
    if unknown.count == 1, known > 0, count % known == 0 {
      found[unknown[0]] = count / known
    } else {
      try require(
        unknown.isEmpty && known == count,
        "input \(shape) of \(count) elements does not fit into \(dims)")
    }
    return Shape(found)
  }
}
