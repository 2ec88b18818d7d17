import ShinsoTensor

extension ONNXOperators {
  static let cuts: [String: Mapping] = [
    "Concat": { call in
      let all = try call.inputs.indices.map { try call.input($0) }
      if all.count == 1 { return all }
      return try call.all(ConcatenateOp(axis: call.node.int("axis", 0)), all)
    },
    "Split": { call in
      let x = try call.input(0)
      let axis = try call.axis(call.node.int("axis", 0), of: x.rank)
      let count = call.node.int("num_outputs", call.node.outputs.count)
      try call.require(1...1 << 16 ~= count, "makes \(count) parts")
      let size = (x.shape[axis] + count - 1) / count
      let equal = (0..<count).map { max(min(size, x.shape[axis] - $0 * size), 0) }
      let sizes = try call.integers(1) ?? call.node.ints("split") ?? equal
      return try call.all(SplitOp(axis: axis, sizes: sizes), [x])
    },
    "Slice": { call in
      var x = try call.input(0)
      let starts = try call.integers(1) ?? call.node.ints("starts") ?? []
      let ends = try call.integers(2) ?? call.node.ints("ends") ?? []
      let axes = try call.integers(3) ?? call.node.ints("axes") ?? Array(starts.indices)
      let steps = try call.integers(4) ?? starts.map { _ in 1 }
      try call.require(
        ends.count == starts.count && axes.count == starts.count && steps.count == starts.count
          && !steps.contains(0), "its starts, ends, axes and steps do not fit together")
      for place in starts.indices {
        let axis = try call.axis(axes[place], of: x.rank)
        let (size, step) = (x.shape[axis], steps[place])
        func bound(_ value: Int) -> Int {
          let value = value < 0 ? value &+ size : value
          return step > 0 ? min(max(value, 0), size) : min(max(value, -1), size - 1)
        }
        let (start, end) = (bound(starts[place]), bound(ends[place]))
        if step == 1 {
          x = try call.sliced(x, axis: axis, from: start, to: max(start, end))
        } else {
          try call.importer.spend(size)
          let places = Array(stride(from: start, to: end, by: step))
          x = try call.add(IndexSelectOp(axis: axis), x, call.constant(Tensor(places)))
        }
      }
      return [x]
    },
    "Pad": { call in
      let x = try call.input(0)
      let pads = try call.integers(1) ?? call.node.ints("pads") ?? call.node.ints("paddings") ?? []
      let axes =
        try call.integers(3)?.map { try call.axis($0, of: x.rank) } ?? Array(0..<x.rank)
      try call.require(
        pads.count == 2 * axes.count, "has \(pads.count) pads for \(axes.count) axes")
      var before = [Int](repeating: 0, count: x.rank)
      var after = before
      for (place, axis) in axes.enumerated() {
        before[axis] = pads[place]
        after[axis] = pads[place + axes.count]
      }
      let value = try call.numbers(2)?.first ?? call.node.float("value", 0)
      let mode: PaddingMode =
        switch call.node.text("mode", "constant") {
        case "constant": .constant(value)
        case "reflect": .reflect
        case "edge": .edge
        case "wrap": .wrap
        case let other: throw ONNXProblem("its mode \(other) is not known")
        }
      if pads.allSatisfy({ $0 == 0 }) { return [x] }
      let isMoved = x.dtype.isFloatingPoint || mode != .constant(value)
      if isMoved || value == 0 && pads.allSatisfy({ $0 <= 0 }) {
        return [try call.add(PadOp(before: before, after: after, mode: mode), x)]
      }
      let wide = try call.add(
        PadOp(before: before, after: after, mode: mode), call.cast(x, .float32))
      try call.require(
        x.dtype.size < 4 || x.dtype == .bool, "pads \(x.dtype.rawValue), which is not known here")
      return [try call.cast(wide, x.dtype)]
    },
    "Trilu": { call in
      let x = try call.input(0)
      try call.require(x.rank >= 2, "its input \(x.shape) is not a matrix")
      let (rows, columns) = (x.shape[-2], x.shape[-1])
      try call.require(rows <= 1 << 14 && columns <= 1 << 14, "its input \(x.shape) is too large")
      try call.importer.spend(rows * columns)
      let offset = try call.integer(1) ?? 0
      let isUpper = call.node.flag("upper", true)
      let mask = (0..<rows).flatMap { row in
        (0..<columns).map { column in
          isUpper ? column - row >= offset : column - row <= offset
        }
      }
      let kept = call.constant(Tensor(mask, shape: [rows, columns]))
      return [try call.select(kept, x, call.zero(x))]
    },
    "CenterCropPad": { call in
      var x = try call.input(0)
      let axes =
        try call.node.ints("axes")?.map { try call.axis($0, of: x.rank) } ?? Array(0..<x.rank)
      guard let sizes = try call.integers(1), sizes.count == axes.count,
        sizes.allSatisfy({ 0...1 << 24 ~= $0 })
      else { throw ONNXProblem("says no size for each axis") }
      for (axis, size) in zip(axes, sizes) where x.shape[axis] != size {
        let difference = size - x.shape[axis]
        if difference < 0 {
          let start = -difference / 2
          x = try call.sliced(x, axis: axis, from: start, to: start + size)
        } else {
          var before = [Int](repeating: 0, count: x.rank)
          var after = before
          before[axis] = difference / 2
          after[axis] = difference - difference / 2
          x = try call.add(PadOp(before: before, after: after), call.cast(x, .float32))
        }
      }
      return [x]
    },
  ]
}
