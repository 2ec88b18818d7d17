import ShinsoTensor

extension ONNXOperators {
  static let shapes: [String: Mapping] = [
    "Reshape": { call in
      let x = try call.input(0)
      let keepsZeros = call.node.flag("allowzero")
      guard let wanted = try call.integers(1) ?? call.node.ints("shape") else {
        throw ONNXProblem("says no shape")
      }
      let dims = try wanted.enumerated().map { place, dim in
        if dim != 0 || keepsZeros { return dim }
        try call.require(place < x.rank, "keeps an axis that its input \(x.shape) lacks")
        return x.shape[place]
      }
      // The number of samples stands in a file only because it was written for so many.
      if let first = dims.first, x.rank > 0, x.shape[0] == call.importer.settings.batch,
        first == 1 || first == x.shape[0], !dims.dropFirst().contains(-1), !dims.contains(0),
        Self.product(dims.dropFirst()) == Self.product(x.shape.dropFirst())
      {
        return [try call.add(ReshapeOp([-1] + dims.dropFirst()), x)]
      }
      return [try call.reshaped(x, dims)]
    },
    "Flatten": { call in
      let x = try call.input(0)
      let axis = call.node.int("axis", 1)
      let position = axis < 0 ? axis + x.rank : axis
      try call.require((0...x.rank).contains(position), "its input \(x.shape) has no axis \(axis)")
      if position == 1, x.rank > 1 { return [try call.add(FlattenOp(from: 1), x)] }
      let columns = x.shape[position...].reduce(1, *)
      return [try call.reshaped(x, [x.shape[..<position].reduce(1, *), columns])]
    },
    "Squeeze": { call in
      var x = try call.input(0)
      let named = try (call.integers(1) ?? call.node.ints("axes"))?.map {
        try call.axis($0, of: x.rank)
      }
      for axis in Set(named ?? x.shape.indices.filter { x.shape[$0] == 1 }).sorted(by: >) {
        x = try call.add(SqueezeOp(axis: axis), x)
      }
      return [x]
    },
    "Unsqueeze": { call in
      var x = try call.input(0)
      let axes = try call.integers(1) ?? call.node.ints("axes") ?? []
      let rank = x.rank + axes.count
      for axis in try axes.map({ try call.axis($0, of: rank) }).sorted() {
        x = try call.add(UnsqueezeOp(axis: axis), x)
      }
      return [x]
    },
    "Transpose": { call in
      let x = try call.input(0)
      return [try call.permuted(x, call.node.ints("perm") ?? x.shape.indices.reversed())]
    },
    "Shape": { call in
      let dims = try call.input(0).shape.dims
      func bound(_ value: Int) -> Int {
        min(max(value < 0 ? value + dims.count : value, 0), dims.count)
      }
      let (start, end) = (bound(call.node.int("start", 0)), bound(call.node.int("end", dims.count)))
      return [call.constant(Tensor(start < end ? Array(dims[start..<end]) : []))]
    },
    "Size": { call in
      [call.constant(Tensor([try call.input(0).shape.elementCount], shape: []))]
    },
    "Expand": { call in
      let x = try call.input(0)
      let wanted = try call.shape(1)
      guard let shape = x.shape.broadcast(with: wanted) else {
        throw ONNXProblem("its input \(x.shape) does not stretch to \(wanted)")
      }
      return [try call.broadcast(x, to: shape)]
    },
    "Tile": { call in
      let x = try call.input(0)
      guard let counts = try call.integers(1), counts.count == x.rank else {
        throw ONNXProblem("says no repeats for each axis of \(x.shape)")
      }
      // What is 1 along an axis is stretched, so that the number of samples may be one of them.
      let isStretched = zip(counts, x.shape).allSatisfy { $0 == 1 || $1 == 1 }
      if isStretched, x.dtype.isFloatingPoint, counts.allSatisfy({ 1...1 << 24 ~= $0 }) {
        return [try call.broadcast(x, to: Shape(zip(counts, x.shape).map { $0 * $1 }))]
      }
      try call.require(
        zip(counts, x.shape).allSatisfy { 0...1 << 24 ~= $0 && $0 * min($1, 1 << 30) <= 1 << 24 },
        "repeats \(x.shape) too often")
      return [try call.add(TileOp(counts), x)]
    },
    "DepthToSpace": { call in
      let x = try call.input(0)
      let (block, s) = (call.node.int("blocksize", 1), x.shape)
      try call.require(
        x.rank == 4 && 1...1 << 12 ~= block && s[1] % (block * block) == 0,
        "its input \(s) does not fit its blocksize \(block)")
      let depth = s[1] / (block * block)
      let isColumns = call.node.text("mode", "DCR") == "CRD"
      let cells =
        isColumns
        ? [-1, depth, block, block, s[2], s[3]] : [-1, block, block, depth, s[2], s[3]]
      let order = isColumns ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]
      let moved = try call.permuted(call.reshaped(x, cells), order)
      return [try call.reshaped(moved, [-1, depth, s[2] * block, s[3] * block])]
    },
    "SpaceToDepth": { call in
      let x = try call.input(0)
      let (block, s) = (call.node.int("blocksize", 1), x.shape)
      try call.require(
        x.rank == 4 && 1...1 << 12 ~= block && s[2] % block == 0 && s[3] % block == 0,
        "its input \(s) does not fit its blocksize \(block)")
      let cells = try call.reshaped(x, [-1, s[1], s[2] / block, block, s[3] / block, block])
      let moved = try call.permuted(cells, [0, 3, 5, 1, 2, 4])
      return [try call.reshaped(moved, [-1, s[1] * block * block, s[2] / block, s[3] / block])]
    },
  ]

  /// nil: larger than any memory.
  private static func product(_ extents: some Sequence<Int>) -> Int? {
    extents.reduce(Optional(1)) { product, extent in
      product.flatMap {
        let (value, overflows) = $0.multipliedReportingOverflow(by: extent)
        return overflows ? nil : value
      }
    }
  }
}

extension ONNXCall {
  /// A known input as a shape.
  func shape(_ place: Int) throws -> Shape {
    let dims = try integers(place) ?? []
    try require(
      dims.count <= 64 && dims.allSatisfy { 0...1 << 40 ~= $0 }, "\(dims) is not a shape")
    var count = 1
    for dim in dims where dim > 0 {
      let (product, overflows) = count.multipliedReportingOverflow(by: dim)
      try require(!overflows && product <= 1 << 40, "\(dims) is larger than any memory")
      count = product
    }
    return Shape(dims)
  }
}
