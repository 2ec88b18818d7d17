import ShinsoTensor

extension ONNXOperators {
  static let moving: [String: Operator] = [
    "Reshape": { node, inputs in
      let x = try input(inputs, 0)
      let keepsZeros = node.int("allowzero", 0) == 1
      let dims = (integers(inputs, 1) ?? []).enumerated().map { place, dim in
        dim == 0 && !keepsZeros ? x.shape[place] : dim
      }
      return try run(ReshapeOp(dims), x)
    },
    "Flatten": { node, inputs in
      let x = try input(inputs, 0)
      let axis = node.int("axis", 1)
      let position = axis < 0 ? axis + x.rank : axis
      return try run(ReshapeOp([x.shape[..<position].reduce(1, *), -1]), x)
    },
    "Squeeze": { node, inputs in
      var x = try input(inputs, 0)
      let axes = (integers(inputs, 1) ?? node.ints("axes"))?.map { $0 < 0 ? $0 + x.rank : $0 }
      for axis in (axes ?? x.shape.indices.filter { x.shape[$0] == 1 }).sorted(by: >) {
        x = try run(SqueezeOp(axis: axis), x)[0]
      }
      return [x]
    },
    "Unsqueeze": { node, inputs in
      var x = try input(inputs, 0)
      let axes = integers(inputs, 1) ?? node.ints("axes") ?? []
      let rank = x.rank + axes.count
      for axis in axes.map({ $0 < 0 ? $0 + rank : $0 }).sorted() {
        x = try run(UnsqueezeOp(axis: axis), x)[0]
      }
      return [x]
    },
    "Transpose": { node, inputs in
      let x = try input(inputs, 0)
      return try run(PermuteOp(node.ints("perm") ?? x.shape.indices.reversed()), x)
    },
    "Concat": { node, inputs in
      let all = try inputs.indices.map { try input(inputs, $0) }
      return try runOp(ConcatenateOp(axis: node.int("axis", 0)), all)
    },
    "Split": { node, inputs in
      let x = try input(inputs, 0)
      let axis = node.int("axis", 0)
      let count = node.int("num_outputs", node.outputs.count)
      let size = (x.shape[axis] + count - 1) / count
      let equal = (0..<count).map { max(min(size, x.shape[axis] - $0 * size), 0) }
      return try run(SplitOp(axis: axis, sizes: integers(inputs, 1) ?? equal), x)
    },
    "Slice": { node, inputs in
      var x = try input(inputs, 0)
      let starts = integers(inputs, 1) ?? []
      let ends = integers(inputs, 2) ?? []
      let axes = integers(inputs, 3) ?? Array(starts.indices)
      let steps = integers(inputs, 4) ?? starts.map { _ in 1 }
      for place in starts.indices {
        let axis = axes[place] < 0 ? axes[place] + x.rank : axes[place]
        let (size, step) = (x.shape[axis], steps[place])
        func bound(_ value: Int) -> Int {
          let value = value < 0 ? value + size : value
          return step > 0 ? min(max(value, 0), size) : min(max(value, -1), size - 1)
        }
        let places = Array(stride(from: bound(starts[place]), to: bound(ends[place]), by: step))
        if step == 1 {
          let first = places.first ?? 0
          x = try run(SliceOp(axis: axis, start: first, end: first + places.count), x)[0]
        } else {
          x = try run(IndexSelectOp(axis: axis), x, Tensor(places))[0]
        }
      }
      return [x]
    },
    "Expand": { _, inputs in
      let x = try number(inputs, 0)
      guard let shape = x.shape.broadcast(with: Shape(integers(inputs, 1) ?? [])) else {
        throw Unsupported("Expand to a shape that does not fit")
      }
      return try run(BroadcastOp(to: shape), x)
    },
    "Tile": { _, inputs in try run(TileOp(integers(inputs, 1) ?? []), input(inputs, 0)) },
    "Pad": { node, inputs in
      let x = try number(inputs, 0)
      let pads = integers(inputs, 1) ?? []
      let axes = integers(inputs, 3)?.map { $0 < 0 ? $0 + x.rank : $0 } ?? Array(0..<x.rank)
      var (before, after) = ([Int](repeating: 0, count: x.rank), [Int](repeating: 0, count: x.rank))
      for (place, axis) in axes.enumerated() {
        before[axis] = pads[place]
        after[axis] = pads[place + axes.count]
      }
      let mode: PaddingMode =
        switch node.text("mode", "constant") {
        case "reflect": .reflect
        case "edge": .edge
        case "wrap": .wrap
        default: .constant(one(inputs, 2) ?? 0)
        }
      return try run(PadOp(before: before, after: after, mode: mode), x)
    },
    "Gather": { node, inputs in
      let (x, indices) = (try input(inputs, 0), try input(inputs, 1))
      let axis = node.int("axis", 0)
      let position = axis < 0 ? axis + x.rank : axis
      let list = places(indices, below: x.shape[position])
      let y = try run(IndexSelectOp(axis: position), x, list.reshaped([-1]))[0]
      let shape = Array(x.shape[..<position]) + indices.shape.dims + x.shape[(position + 1)...]
      return try run(ReshapeOp(shape), y)
    },
    "GatherElements": { node, inputs in
      let (x, indices) = (try input(inputs, 0), try input(inputs, 1))
      let axis = node.int("axis", 0)
      let own = indices.shape.replacing(axis: axis, with: x.shape[axis])
      guard own == x.shape else { throw Unsupported("GatherElements of a part") }
      return try run(GatherOp(axis: axis), x, places(indices, below: x.shape[axis]))
    },
    "ScatterElements": { node, inputs in
      guard node.text("reduction", "none") == "add" else {
        throw Unsupported("ScatterElements without addition")
      }
      let (x, indices) = (try number(inputs, 0), try input(inputs, 1))
      let axis = node.int("axis", 0)
      return try run(
        ScatterAddOp(axis: axis), x, places(indices, below: x.shape[axis]), number(inputs, 2))
    },
    "OneHot": { node, inputs in
      let classes = integers(inputs, 1)?[0] ?? 0
      let values = try input(inputs, 2)
      let indices = places(try input(inputs, 0), below: classes)
      // A number outside gives a row without a one.
      let rank = indices.rank + 1
      let (off, on) = (values.scalars(as: Double.self)[0], values.scalars(as: Double.self)[1])
      let numbers = Tensor((0..<classes).map { Float($0) })
      let hits = indices.cast(to: .float32).unsqueezed(-1) .== numbers
      let hot = hits.cast(to: .float32) * (on - off) + off
      let axis = node.int("axis", -1)
      var order = Array(0..<(rank - 1))
      order.insert(rank - 1, at: axis < 0 ? axis + rank : axis)
      return [try run(PermuteOp(order), hot)[0].cast(to: values.dtype)]
    },
    "Shape": { node, inputs in
      let dims = try input(inputs, 0).shape.dims
      func bound(_ value: Int) -> Int {
        min(max(value < 0 ? value + dims.count : value, 0), dims.count)
      }
      let (start, end) = (bound(node.int("start", 0)), bound(node.int("end", dims.count)))
      return [Tensor(start < end ? Array(dims[start..<end]) : [])]
    },
    "Size": { _, inputs in [Tensor([try input(inputs, 0).elementCount], shape: [])] },
    "Constant": { node, _ in
      if let value = node.attributes["value"]?.tensor { return [value] }
      if let value = node.attributes["value_float"] { return [Tensor(value.float)] }
      if let value = node.attributes["value_int"] { return [Tensor([value.integer], shape: [])] }
      if let values = node.attributes["value_ints"] { return [Tensor(values.integers)] }
      if let values = node.attributes["value_floats"] { return [Tensor(values.floats)] }
      throw Unsupported("Constant of another kind")
    },
    "ConstantOfShape": { node, inputs in
      let value = node.attributes["value"]?.tensor ?? Tensor([0] as [Float])
      let shape = Shape(integers(inputs, 0) ?? [])
      return [.full(value.scalars(as: Double.self)[0], shape: shape, dtype: value.dtype)]
    },
    "DepthToSpace": { node, inputs in
      let x = try input(inputs, 0)
      let (block, s) = (node.int("blocksize", 1), x.shape)
      let depth = s[1] / (block * block)
      let isColumns = node.text("mode", "DCR") == "CRD"
      let cells =
        isColumns
        ? [s[0], depth, block, block, s[2], s[3]] : [s[0], block, block, depth, s[2], s[3]]
      let order = isColumns ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]
      return [
        x.reshaped(cells).permuted(order).reshaped([s[0], depth, s[2] * block, s[3] * block])
      ]
    },
    "SpaceToDepth": { node, inputs in
      let x = try input(inputs, 0)
      let (block, s) = (node.int("blocksize", 1), x.shape)
      return [
        x.reshaped([s[0], s[1], s[2] / block, block, s[3] / block, block])
          .permuted([0, 3, 5, 1, 2, 4])
          .reshaped([s[0], s[1] * block * block, s[2] / block, s[3] / block])
      ]
    },
  ]

  /// Negative indices count from the end.
  private static func places(_ indices: Tensor, below count: Int) -> Tensor {
    let list = indices.scalars(as: Int64.self).map { $0 < 0 ? $0 + Int64(count) : $0 }
    return Tensor(list, shape: indices.shape)
  }
}
