/// Elements put before and behind a tensor along each axis. Negative numbers cut off.
public struct PadOp: Op, AxisMappedOp {
  /// One entry an axis.
  public var before: [Int]
  public var after: [Int]
  public var mode: PaddingMode

  public init(before: [Int], after: [Int], mode: PaddingMode = .constant(0)) {
    self.before = before
    self.after = after
    self.mode = mode
  }

  public var name: OpName { "pad" }

  package func maps(for shape: Shape) throws(OpError) -> [(axis: Int, map: AxisMap)] {
    try require(
      before.count == shape.rank && after.count == shape.rank,
      "paddings \(before) and \(after) must be one number an axis of input \(shape)")
    var maps: [(axis: Int, map: AxisMap)] = []
    for axis in shape.indices where before[axis] != 0 || after[axis] != 0 {
      let size = shape[axis]
      let (first, last) = (before[axis], after[axis])
      try require(
        [first, last].allSatisfy { (-1 << 24...1 << 24).contains($0) }
          && first + size + last >= 0,
        "paddings \(first) and \(last) do not fit axis \(axis) of input \(shape)")
      if case .constant = mode {
      } else {
        try require(
          size > 0 && (mode != .reflect || max(first, last) < size || size == 1),
          "paddings \(first) and \(last) reach beyond what axis \(axis) of input \(shape) mirrors")
      }
      maps.append(
        (
          axis,
          AxisMap(size: size, selecting: (-first..<(size + last)).map { mode.source($0, size) })
        ))
    }
    return maps
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let x = inputs[0]
    // Of other types than numbers, `outputs` lets through only what is cut.
    guard case .constant(let value) = mode, value != 0, x.dtype.isFloatingPoint else {
      return [try mappedForward(on: backend, x)]
    }
    let ones = backend.full(1, shape: x.shape, dtype: x.dtype)
    let inside = try mappedForward(on: backend, ones)
    let y = try mappedForward(on: backend, x)
    return [
      backend.select(
        backend.cast(inside, to: .bool), y, backend.full(value, shape: [], dtype: y.dtype))
    ]
  }
}

extension Tensor {
  /// `before[axis]` elements put in front and `after[axis]` behind along each axis; negative numbers
  /// cut off. PyTorch: `torch.nn.functional.pad`.
  public func padded(
    before: [Int], after: [Int], mode: PaddingMode = .constant(0)
  ) -> Tensor { applyOp(PadOp(before: before, after: after, mode: mode), self) }
}
