/// The mean of the elements in each cell of a grid laid over the picture; cells overlap where the
/// picture does not divide evenly.
public struct AdaptiveAveragePool2dOp: Op, AxisMappedOp {
  public var size: Size2d

  public init(_ size: Size2d) { self.size = size }

  public var name: OpName { "adaptiveAveragePool2d" }

  package func maps(for shape: Shape) throws(OpError) -> [(axis: Int, map: AxisMap)] {
    try requireRank(4, TensorSpec(shape: shape), "input", "[N, C, H, W]")
    try require(
      (1..<1 << 20).contains(size.height) && (1..<1 << 20).contains(size.width)
        && !shape.contains(0), "input \(shape) cannot be pooled to \(size)")
    return [(2, size.height), (3, size.width)].map { axis, count in
      (
        axis,
        AxisMap(
          size: shape[axis],
          (0..<count).map { index in
            let cell = adaptiveCell(index, of: count, size: shape[axis])
            return cell.map { ($0, 1 / Double(cell.count)) }
          })
      )
    }
  }
}

/// The mean of each cell of a grid of `size` over the picture: `[N, C, H, W]` to
/// `[N, C, height, width]`, whatever H and W are. PyTorch: `torch.nn.functional.adaptive_avg_pool2d`.
public func adaptiveAveragePool2d(_ x: Tensor, to size: Size2d) -> Tensor {
  applyOp(AdaptiveAveragePool2dOp(size), x)
}
