/// Axes `from` to `to`, both included, made one.
public struct FlattenOp: Op, ViewOp {
  public var from: Int
  public var to: Int

  public init(from: Int, to: Int = -1) {
    self.from = from
    self.to = to
  }

  public var name: OpName { "flatten" }

  func shape(for shape: Shape) throws(OpError) -> Shape {
    let from = try normalized(axis: from, of: shape)
    let to = try normalized(axis: to, of: shape)
    try require(from <= to, "axis \(from) of input \(shape) comes after axis \(to)")
    return Shape(shape[..<from] + [shape[from...to].reduce(1, *)] + shape[(to + 1)...])
  }
}
