/// An axis of extent 1 removed.
public struct SqueezeOp: Op, ViewOp {
  public var axis: Int

  public init(axis: Int) { self.axis = axis }

  public var name: OpName { "squeeze" }

  func shape(for shape: Shape) throws(OpError) -> Shape {
    let axis = try normalized(axis: axis, of: shape)
    try require(shape[axis] == 1, "axis \(axis) of input \(shape) has extent \(shape[axis]), not 1")
    return shape.removing(axis: axis)
  }
}
