import ShinsoTensor

extension ONNXOperators {
  static let indexing: [String: Mapping] = [
    "Gather": { call in
      let (x, indices) = (try call.input(0), try call.input(1))
      let axis = try call.axis(call.node.int("axis", 0), of: x.rank)
      let places = try call.places(indices, below: x.shape[axis])
      let y = try call.add(IndexSelectOp(axis: axis), x, call.reshaped(places, [-1]))
      if indices.rank == 1 { return [y] }
      let shape = x.shape[..<axis] + indices.shape.dims + x.shape[(axis + 1)...]
      return [try call.reshaped(y, Array(shape))]
    },
    "GatherElements": { call in
      let (x, indices) = (try call.input(0), try call.input(1))
      let axis = try call.axis(call.node.int("axis", 0), of: x.rank)
      try call.require(indices.rank == x.rank, "its indices have not as many axes as \(x.shape)")
      // Only the part of the input that has an index is looked at.
      var part = x
      for other in x.shape.indices where other != axis {
        try call.require(
          indices.shape[other] <= x.shape[other], "its indices reach beyond \(x.shape)")
        part = try call.sliced(part, axis: other, from: 0, to: indices.shape[other])
      }
      return [
        try call.add(
          GatherOp(axis: axis), part, call.places(indices, below: x.shape[axis]))
      ]
    },
    "GatherND": { call in
      let (x, indices) = (try call.input(0), try call.input(1))
      let batch = call.node.int("batch_dims", 0)
      try call.require(
        indices.rank >= 1 && batch >= 0 && batch < indices.rank && batch < x.rank
          && Array(x.shape.prefix(batch)) == Array(indices.shape.prefix(batch)),
        "its indices \(indices.shape) do not fit \(x.shape)")
      let depth = indices.shape[-1]
      try call.require(batch + depth <= x.rank, "its indices name \(depth) axes of \(x.shape)")
      let places = try call.flatPlaces(indices, in: x.shape, batch: batch, depth: depth)
      let count = x.shape.prefix(batch + depth).reduce(1, *)
      let rest = Array(x.shape.dropFirst(batch + depth))
      let rows = try call.reshaped(x, [count] + rest)
      let y = try call.add(IndexSelectOp(axis: 0), rows, call.reshaped(places, [-1]))
      return [try call.reshaped(y, indices.shape.dropLast() + rest)]
    },
    "ScatterElements": scatterElements, "Scatter": scatterElements,
    "ScatterND": { call in
      let (x, indices, values) = (
        try call.input(0), try call.input(1), try call.input(2)
      )
      try call.require(indices.rank >= 1, "its indices have no axis")
      let depth = indices.shape[-1]
      try call.require(depth <= x.rank, "its indices name \(depth) axes of \(x.shape)")
      let places = try call.flatPlaces(indices, in: x.shape, batch: 0, depth: depth)
      let width = x.shape.dropFirst(depth).reduce(1, *)
      let count = x.shape.prefix(depth).reduce(1, *)
      let op = ScatterOp(try Self.reduction(call), axis: 0)
      let rows = try call.reshaped(places, [-1, 1])
      let all = try call.broadcast(rows, to: [rows.shape[0], width])
      let y = try call.add(
        op, call.reshaped(x, [count, width]), all,
        call.reshaped(values, [rows.shape[0], width]))
      return [try call.reshaped(y, x.shape.dims)]
    },
    "OneHot": { call in
      guard let classes = try call.integer(1), 1...1 << 20 ~= classes else {
        throw ONNXProblem("says no depth")
      }
      let (indices, values) = (try call.input(0), try call.input(2))
      guard let numbers = try call.numbers(2), numbers.count == 2 else {
        throw ONNXProblem("says no two values")
      }
      let list = try call.cast(indices, .int64)
      let isNegative = try call.add(
        IntegerOp(.less), list, call.constant(Tensor([0], shape: [])))
      let shift = try call.add(
        IntegerOp(.multiply), isNegative, call.constant(Tensor([classes], shape: [])))
      let places = try call.add(
        UnsqueezeOp(axis: list.rank), call.add(IntegerOp(.add), list, shift))
      // A number outside gives a row without a one.
      let hits = try call.add(
        CompareOp(.equal), places, call.constant(Tensor(Array(0..<classes))))
      let hot = try call.scaled(
        call.cast(hits, .float32), by: numbers[1] - numbers[0], plus: numbers[0])
      let axis = try call.axis(call.node.int("axis", -1), of: hot.rank)
      var order = Array(0..<(hot.rank - 1))
      order.insert(hot.rank - 1, at: axis)
      return [try call.cast(call.permuted(hot, order), values.dtype)]
    },
    "Compress": { call in
      var x = try call.input(0)
      let axis = try call.node["axis"].map { try call.axis(Int($0.i), of: x.rank) }
      if axis == nil { x = try call.reshaped(x, [x.shape.elementCount]) }
      let flags = try call.known(1)?.scalars(as: Bool.self) ?? []
      let places = flags.indices.filter { flags[$0] }
      try call.require(
        (places.last ?? -1) < x.shape[axis ?? 0], "its condition is longer than \(x.shape)")
      return [
        try call.add(IndexSelectOp(axis: axis ?? 0), x, call.constant(Tensor(places)))
      ]
    },
    "ReverseSequence": { call in
      let x = try call.input(0)
      guard let lengths = try call.integers(1), x.rank >= 2 else {
        throw ONNXProblem("says no lengths")
      }
      let (batch, time) = (call.node.int("batch_axis", 1), call.node.int("time_axis", 0))
      try call.require(
        Set([batch, time]) == [0, 1] && lengths.count == x.shape[batch]
          && lengths.allSatisfy { 0...x.shape[time] ~= $0 } && x.shape[time] <= 1 << 20,
        "its lengths do not fit \(x.shape)")
      try call.importer.spend(lengths.count * x.shape[time])
      let parts = try lengths.enumerated().map { number, length in
        let one = try call.sliced(x, axis: batch, from: number, to: number + 1)
        let order = Array((0..<length).reversed()) + Array(length..<x.shape[time])
        return try call.add(IndexSelectOp(axis: time), one, call.constant(Tensor(order)))
      }
      return parts.count == 1 ? parts : try call.all(ConcatenateOp(axis: batch), parts)
    },
  ]

  private static let scatterElements: Mapping = { call in
    let (x, indices) = (try call.input(0), try call.input(1))
    let axis = try call.axis(call.node.int("axis", 0), of: x.rank)
    let places = try call.places(indices, below: x.shape[axis])
    let op = ScatterOp(try reduction(call), axis: axis)
    return [try call.add(op, x, places, call.input(2))]
  }

  private static func reduction(_ call: ONNXCall) throws -> ScatterOp.Reduction {
    let name = call.node.text("reduction", "none")
    guard let reduction = ScatterOp.Reduction(rawValue: name) else {
      throw ONNXProblem("its reduction \(name) is not known")
    }
    return reduction
  }
}

extension ONNXCall {
  /// Numbers of entries of `shape`'s first axes, flattened, of indices along them in the last axis.
  fileprivate func flatPlaces(
    _ indices: ONNXOperand, in shape: Shape, batch: Int, depth: Int
  ) throws -> ONNXOperand {
    let leading = Shape(indices.shape.dropLast())
    var sum = constant(.zeros(leading, dtype: .int64))
    for place in 0..<depth {
      let column = try reshaped(
        sliced(indices, axis: indices.rank - 1, from: place, to: place + 1), leading.dims)
      let entry = try places(column, below: shape[batch + place])
      let stride = shape[(batch + place + 1)..<(batch + depth)].reduce(1, *)
      sum = try add(
        IntegerOp(.add), sum,
        add(IntegerOp(.multiply), entry, constant(Tensor([stride], shape: []))))
    }
    guard batch > 0 else { return sum }
    let rows = leading.prefix(batch).reduce(1, *)
    let width = shape[batch..<(batch + depth)].reduce(1, *)
    let starts = Tensor(
      (0..<rows).map { $0 * width },
      shape: Shape(leading.prefix(batch) + [Int](repeating: 1, count: leading.rank - batch)))
    return try add(IntegerOp(.add), sum, constant(starts))
  }
}
