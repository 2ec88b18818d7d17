/// Copies of a tensor side by side: `counts[axis]` along each axis, aligned at the last axis.
public struct TileOp: Op, AxisMappedOp {
  public var counts: [Int]

  public init(_ counts: [Int]) { self.counts = counts }

  public var name: OpName { "tile" }

  package func maps(for shape: Shape) throws(OpError) -> [(axis: Int, map: AxisMap)] {
    try require(
      counts.count == shape.rank && counts.allSatisfy { $0 >= 0 && $0 < 1 << 24 },
      "counts \(counts) must be one number an axis of input \(shape)")
    return counts.enumerated().filter { $1 != 1 }.map { axis, count in
      let size = shape[axis]
      return (axis, AxisMap(size: size, selecting: (0..<(size * count)).map { $0 % size }))
    }
  }
}

extension Tensor {
  /// Copies side by side, `counts[axis]` along each axis. PyTorch: `torch.tile`.
  public func tiled(_ counts: [Int]) -> Tensor { applyOp(TileOp(counts), self) }
}
