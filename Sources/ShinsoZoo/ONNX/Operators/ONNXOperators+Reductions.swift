import ShinsoTensor

extension ONNXOperators {
  /// `body` takes the input, the axes (none: all) and whether they stay with extent 1.
  private static func reduce(
    _ body:
      @escaping @Sendable (
        _ call: ONNXCall, _ x: ONNXOperand, _ axes: [Int], _ keeps: Bool
      ) throws -> ONNXOperand
  ) -> Mapping {
    { call in
      let x = try call.input(0)
      let axes = try call.integers(1) ?? call.node.ints("axes") ?? []
      let keeps = call.node.flag("keepdims", true)
      if axes.isEmpty, call.node.flag("noop_with_empty_axes") {
        // Nothing is reduced; what is done to each element still is.
        return [try body(call, call.add(UnsqueezeOp(axis: x.rank), x), [-1], false)]
      }
      return [try body(call, x, axes, keeps)]
    }
  }

  private static func floats(
    _ reduction: Reduction, before: UnaryFunction? = nil, after: UnaryFunction? = nil
  ) -> Mapping {
    reduce { call, x, axes, keeps in
      try call.require(x.dtype.isFloatingPoint, "computes in \(x.dtype.rawValue)")
      var y = try call.cast(x, .float32)
      if let before { y = try call.unary(before, y) }
      y = try call.add(ReduceOp(reduction, axes: axes, keepsAxes: keeps), y)
      return try after.map { try call.unary($0, y) } ?? y
    }
  }

  private static func either(
    _ reduction: Reduction, _ integer: IntegerReduceOp.Function
  ) -> Mapping {
    reduce { call, x, axes, keeps in
      guard x.dtype.isFloatingPoint else {
        return try call.add(IntegerReduceOp(integer, axes: axes, keepsAxes: keeps), x)
      }
      return try call.add(
        ReduceOp(reduction, axes: axes, keepsAxes: keeps), call.cast(x, .float32))
    }
  }

  static let reductions: [String: Mapping] = [
    "ReduceSum": either(.sum, .sum), "ReduceMean": floats(.mean),
    "ReduceMax": either(.max, .maximum), "ReduceMin": either(.min, .minimum),
    "ReduceL1": floats(.sum, before: .abs), "ReduceSumSquare": floats(.sum, before: .square),
    "ReduceLogSum": floats(.sum, after: .log),
    "ReduceL2": reduce { call, x, axes, keeps in
      try call.add(NormOp(axes: axes, keepsAxes: keeps), call.cast(x, .float32))
    },
    "ReduceLogSumExp": reduce { call, x, axes, keeps in
      // Of nothing, the sum is 0.
      let y = try call.cast(x, .float32)
      if y.shape.contains(0) {
        let sum = try call.add(
          ReduceOp(.sum, axes: axes, keepsAxes: keeps), call.unary(.exp, y))
        return try call.unary(.log, sum)
      }
      return try call.add(LogSumExpOp(axes: axes, keepsAxes: keeps), y)
    },
    "ReduceProd": reduce { call, x, axes, keeps in
      guard x.dtype.isFloatingPoint else {
        return try call.add(IntegerReduceOp(.product, axes: axes, keepsAxes: keeps), x)
      }
      return try call.product(call.cast(x, .float32), axes, keeps)
    },
  ]
}

extension ONNXCall {
  /// The product along axes, slice by slice.
  fileprivate func product(
    _ x: ONNXOperand, _ axes: [Int], _ keeps: Bool
  ) throws -> ONNXOperand {
    let chosen = try (axes.isEmpty ? Array(0..<x.rank) : axes).map { try axis($0, of: x.rank) }
    var y = x
    for axis in Set(chosen).sorted(by: >) {
      let count = y.shape[axis]
      try require(count <= 1 << 12, "multiplies \(count) entries, which are too many")
      let one = constant(.full(1, shape: y.shape.replacing(axis: axis, with: 1)))
      y = try (0..<count).reduce(one) { product, index in
        try binary(
          .multiply, product, sliced(y, axis: axis, from: index, to: index + 1))
      }
      if !keeps { y = try add(SqueezeOp(axis: axis), y) }
    }
    return y
  }
}
