import ShinsoTensor

extension ONNXOperators {
  private static func argument(smallest: Bool) -> Mapping {
    { call in
      try call.node.allow("axis", "keepdims", "select_last_index")
      var x = try call.number(0)
      let axis = try call.axis(call.node.int("axis", 0), of: x.rank)
      let isLast = call.node.flag("select_last_index")
      if isLast { x = try call.add(FlipOp(axes: [axis]), x) }
      if smallest { x = try call.scaled(x, by: -1) }
      var found = try call.add(ArgmaxOp(axis: axis), x)
      if isLast {
        let last = call.constant(Tensor([x.shape[axis] - 1], shape: []))
        found = try call.add(IntegerOp(.subtract), last, found)
      }
      return [
        call.node.flag("keepdims", true) ? try call.add(UnsqueezeOp(axis: axis), found) : found
      ]
    }
  }

  /// `body` of each vector along an axis; before version 13, of all that follows the axis together.
  private static func alongAxis(
    _ body: @escaping @Sendable (ONNXCall, ONNXOperand, _ axis: Int) throws -> ONNXOperand
  ) -> Mapping {
    { call in
      let x = try call.number(0)
      let isOld = call.opset < 13
      let axis = try call.axis(call.node.int("axis", isOld ? 1 : -1), of: x.rank)
      guard isOld, axis != x.rank - 1, x.shape.dropFirst(axis + 1).contains(where: { $0 != 1 })
      else { return [try body(call, x, axis)] }
      let flat = try call.add(FlattenOp(from: axis), x)
      return [try call.reshaped(body(call, flat, axis), x.shape.dims)]
    }
  }

  private static func softmax(isLogarithmic: Bool) -> Mapping {
    alongAxis { call, x, axis in
      let y = try call.add(SoftmaxOp(axis: axis, isLogarithmic: isLogarithmic), x)
      call.importer.noteSoftmax(of: x, as: y)
      return y
    }
  }

  static let orders: [String: Mapping] = [
    "ArgMax": argument(smallest: false), "ArgMin": argument(smallest: true),
    "TopK": { call in
      let count = try call.integer(1) ?? call.node.int("k", 0)
      let op = TopKOp(
        count: count, axis: call.node.int("axis", -1), largest: call.node.flag("largest", true))
      return try call.all(op, [call.number(0)])
    },
    "CumSum": { call in
      let op = CumulativeSumOp(
        axis: try call.integer(1) ?? 0, isExclusive: call.node.flag("exclusive"),
        isReversed: call.node.flag("reverse"))
      return [try call.add(op, call.number(0))]
    },
    "Softmax": softmax(isLogarithmic: false), "LogSoftmax": softmax(isLogarithmic: true),
    "Hardmax": alongAxis { call, x, axis in
      let hot = try call.add(
        OneHotOp(classes: x.shape[axis]), call.add(ArgmaxOp(axis: axis), x))
      var order = Array(0..<x.rank - 1)
      order.insert(x.rank - 1, at: axis)
      return try call.permuted(hot, order)
    },
    "LpNormalization": { call in
      let x = try call.number(0)
      let axis = call.node.int("axis", -1)
      let length =
        call.node.int("p", 2) == 2
        ? try call.add(NormOp(axes: [axis], keepsAxes: true), x)
        : try call.add(
          ReduceOp(.sum, axes: [axis], keepsAxes: true), call.unary(.abs, x))
      // A vector of zeros stays one.
      let divisor = try call.unary(.clamp(lower: 1e-30, upper: .infinity), length)
      return [try call.binary(.divide, x, divisor)]
    },
  ]
}
