/// A broadcast of two shapes as loops over blocks `[rows, columns]`, in each of which an operand
/// moves by fixed steps.
struct BroadcastPlan {
  struct Block {
    /// Offsets of the block in elements.
    let y: Int
    let a: Int
    let b: Int
    let rows: Int
    let columns: Int
    let aRow: Int
    let aColumn: Int
    let bRow: Int
    let bColumn: Int
  }

  let shape: Shape
  private var extents: [Int] = []
  private var aSteps: [Int] = []
  private var bSteps: [Int] = []

  /// The shapes fit: an op checked them.
  init(_ a: Shape, _ b: Shape) {
    shape = a.broadcast(with: b) ?? a
    let aStrides = Self.steps(a, in: shape)
    let bStrides = Self.steps(b, in: shape)
    // Neighboring axes along which both operands move alike become one.
    for (axis, extent) in shape.enumerated() where extent != 1 {
      if let last = extents.indices.last, aSteps[last] == aStrides[axis] * extent,
        bSteps[last] == bStrides[axis] * extent
      {
        extents[last] *= extent
        aSteps[last] = aStrides[axis]
        bSteps[last] = bStrides[axis]
      } else {
        extents.append(extent)
        aSteps.append(aStrides[axis])
        bSteps.append(bStrides[axis])
      }
    }
    while extents.count < 2 {
      extents.insert(1, at: 0)
      aSteps.insert(0, at: 0)
      bSteps.insert(0, at: 0)
    }
  }

  func forEachBlock(_ body: (Block) -> Void) {
    if shape.elementCount == 0 { return }
    let outer = extents.dropLast(2)
    let rows = extents[extents.count - 2]
    let columns = extents[extents.count - 1]
    let last = extents.count - 1
    var index = [Int](repeating: 0, count: outer.count)
    var y = 0
    while true {
      let a = zip(index, aSteps).reduce(0) { $0 + $1.0 * $1.1 }
      let b = zip(index, bSteps).reduce(0) { $0 + $1.0 * $1.1 }
      body(
        Block(
          y: y, a: a, b: b, rows: rows, columns: columns, aRow: aSteps[last - 1],
          aColumn: aSteps[last], bRow: bSteps[last - 1], bColumn: bSteps[last]))
      y += rows * columns
      guard let axis = index.indices.last(where: { index[$0] + 1 < outer[$0] }) else { return }
      index[axis] += 1
      for inner in index.indices where inner > axis { index[inner] = 0 }
    }
  }

  /// Elements to move in `shape`'s operand per step along each axis of the result; 0 where it
  /// stretches.
  private static func steps(_ shape: Shape, in result: Shape) -> [Int] {
    let missing = result.rank - shape.rank
    let strides = shape.strides
    return (0..<result.rank).map { axis in
      axis < missing || shape[axis - missing] == 1 ? 0 : strides[axis - missing]
    }
  }
}
