/// An axis of extent 1 put in, which is then axis `axis`.
public struct UnsqueezeOp: Op, ViewOp {
  public var axis: Int

  public init(axis: Int) { self.axis = axis }

  public var name: OpName { "unsqueeze" }

  func shape(for shape: Shape) throws(OpError) -> Shape {
    let axis = axis < 0 ? axis + shape.rank + 1 : axis
    try require(
      (0...shape.rank).contains(axis), "input \(shape) cannot get a new axis \(self.axis)")
    return shape.inserting(1, at: axis)
  }
}
