/// The order along some axes turned round.
public struct FlipOp: Op, AxisMappedOp {
  public var axes: [Int]

  public init(axes: [Int]) { self.axes = axes }

  public var name: OpName { "flip" }

  package func maps(for shape: Shape) throws(OpError) -> [(axis: Int, map: AxisMap)] {
    try normalized(axes: axes, of: shape).map { axis in
      (axis, AxisMap(size: shape[axis], selecting: (0..<shape[axis]).reversed()))
    }
  }
}

extension Tensor {
  /// The order along `axes` turned round (along all, if none is named). PyTorch: `torch.flip`.
  public func flipped(axes: Int...) -> Tensor { flipped(axes: axes) }

  /// As `flipped(axes: 0, 1)`, with the axes in an array. PyTorch: `torch.flip`.
  public func flipped(axes: [Int]) -> Tensor { applyOp(FlipOp(axes: axes), self) }
}
