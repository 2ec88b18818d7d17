import ShinsoTensor

/// What ONNX's operators are in Shinso. An input that was left out is nil.
enum ONNXOperators {
  typealias Operator = @Sendable (_ node: ONNXNode, _ inputs: [Tensor?]) throws -> [Tensor]

  static func run(_ node: ONNXNode, _ inputs: [Tensor?]) throws -> [Tensor] {
    guard node.domain.isEmpty || node.domain == "ai.onnx" else {
      throw Unsupported("domain \(node.domain)")
    }
    guard let body = all[node.type] else { throw Unsupported(node.type) }
    return try body(node, inputs)
  }

  static let all: [String: Operator] = [elementwise, reductions, moving, pictures, others]
    .reduce(into: [:]) { $0.merge($1) { first, _ in first } }

  /// An input that must be there, as float32, in which Shinso computes.
  static func number(_ inputs: [Tensor?], _ place: Int) throws -> Tensor {
    let x = try input(inputs, place)
    guard x.dtype.isFloatingPoint else { throw Unsupported("computing in \(x.dtype)") }
    return x.cast(to: .float32)
  }

  static func input(_ inputs: [Tensor?], _ place: Int) throws -> Tensor {
    guard place < inputs.count, let x = inputs[place] else { throw Unsupported("a missing input") }
    return x
  }

  static func optional(_ inputs: [Tensor?], _ place: Int) -> Tensor? {
    place < inputs.count ? inputs[place] : nil
  }

  /// An input that lists numbers.
  static func integers(_ inputs: [Tensor?], _ place: Int) -> [Int]? {
    optional(inputs, place).map { $0.scalars(as: Int64.self).map(Int.init) }
  }

  static func one(_ inputs: [Tensor?], _ place: Int) -> Double? {
    optional(inputs, place).map { $0.scalars(as: Double.self)[0] }
  }

  static func run(_ op: some Op, _ inputs: Tensor...) throws -> [Tensor] {
    try runOp(op, inputs)
  }

  // MARK: Elementwise

  private static func unary(_ body: @escaping @Sendable (Tensor) -> Tensor) -> Operator {
    { node, inputs in
      try node.allow()
      return [body(try number(inputs, 0))]
    }
  }

  private static func unary(
    _ function: @escaping @Sendable (ONNXNode) throws -> UnaryFunction
  ) -> Operator {
    { node, inputs in try run(UnaryOp(try function(node)), number(inputs, 0)) }
  }

  private static func binary(_ function: BinaryFunction) -> Operator {
    { _, inputs in try run(BinaryOp(function), number(inputs, 0), number(inputs, 1)) }
  }

  private static func compare(_ comparison: Comparison) -> Operator {
    { _, inputs in try run(CompareOp(comparison), number(inputs, 0), number(inputs, 1)) }
  }

  private static func fold(_ body: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> Operator {
    { _, inputs in
      let all = try inputs.indices.map { try number(inputs, $0) }
      return [all.dropFirst().reduce(all[0], body)]
    }
  }

  private static let elementwise: [String: Operator] = [
    "Abs": unary { $0.abs() }, "Exp": unary { $0.exp() }, "Log": unary { $0.log() },
    "Sqrt": unary { $0.sqrt() }, "Reciprocal": unary { $0.reciprocal() },
    "Sin": unary { $0.sin() }, "Cos": unary { $0.cos() }, "Erf": unary { $0.erf() },
    "Floor": unary { $0.floor() }, "Ceil": unary { $0.ceil() }, "Round": unary { $0.rounded() },
    "Sign": unary { $0.sign() }, "Neg": unary { -$0 }, "Relu": unary { relu($0) },
    "Sigmoid": unary { sigmoid($0) }, "Tanh": unary { tanh($0) },
    "Softplus": unary { softplus($0) }, "HardSwish": unary { hardSwish($0) },
    "Gelu": unary { node in node.text("approximate", "none") == "tanh" ? .geluTanh : .gelu },
    "LeakyRelu": unary { node in .leakyRelu(slope: node.float("alpha", 0.01)) },
    "Elu": unary { node in .elu(alpha: node.float("alpha", 1)) },
    "HardSigmoid": { node, inputs in
      // Slope and offset are free here: clamp(alpha x + beta, 0, 1).
      let x = try number(inputs, 0)
      return [(x * node.float("alpha", 0.2) + node.float("beta", 0.5)).clamped(0, 1)]
    },
    "Swish": { node, inputs in
      guard node.float("alpha", 1) == 1 else { throw Unsupported("Swish with alpha") }
      return [silu(try number(inputs, 0))]
    },
    "Add": binary(.add), "Sub": binary(.subtract), "Mul": binary(.multiply),
    "Div": binary(.divide),
    "Pow": { _, inputs in
      let exponent = try input(inputs, 1).cast(to: .float32)
      return try run(BinaryOp(.power), number(inputs, 0), exponent)
    },
    "Max": fold { maximum($0, $1) }, "Min": fold { minimum($0, $1) }, "Sum": fold { $0 + $1 },
    "Mean": { _, inputs in
      let all = try inputs.indices.map { try number(inputs, $0) }
      return [all.dropFirst().reduce(all[0], +) / Double(all.count)]
    },
    "Equal": compare(.equal), "Less": compare(.less), "LessOrEqual": compare(.lessOrEqual),
    "Greater": compare(.greater), "GreaterOrEqual": compare(.greaterOrEqual),
    "Where": { _, inputs in
      try run(WhereOp(), input(inputs, 0), number(inputs, 1), number(inputs, 2))
    },
    "Clip": { node, inputs in
      let lower = optional(inputs, 1)?.scalars(as: Double.self)[0]
      let upper = optional(inputs, 2)?.scalars(as: Double.self)[0]
      let (low, high) = (lower ?? -.infinity, upper ?? .infinity)
      // ONNX: where the bounds cross, everything becomes the upper one.
      let op = UnaryOp(.clamp(lower: min(low, high), upper: high))
      return try run(op, number(inputs, 0))
    },
    "PRelu": { _, inputs in
      // ONNX broadcasts the slope as NumPy does.
      let x = try number(inputs, 0)
      return [relu(x) - relu(-x) * (try number(inputs, 1))]
    },
    "Identity": { _, inputs in [try input(inputs, 0)] },
    "Cast": { node, inputs in
      try cast(try input(inputs, 0), to: try ONNXTensor.type(node.int("to", 1)))
    },
    "CastLike": { _, inputs in try cast(try input(inputs, 0), to: try input(inputs, 1).dtype) },
  ]

  private static func cast(_ x: Tensor, to type: DType) throws -> [Tensor] { [x.cast(to: type)] }

  // MARK: Reductions

  private static func reduce(
    _ body: @escaping @Sendable (_ x: Tensor, _ axes: [Int], _ keeps: Bool) throws -> Tensor
  ) -> Operator {
    { node, inputs in
      let x = try number(inputs, 0)
      let axes = integers(inputs, 1) ?? node.ints("axes") ?? []
      let keeps = node.int("keepdims", 1) == 1
      if axes.isEmpty, node.int("noop_with_empty_axes", 0) == 1 {
        // Nothing is reduced, what is done to each element still is.
        let alone = try body(x.unsqueezed(-1), [-1], false)
        return [alone]
      }
      return [try body(x, axes, keeps)]
    }
  }

  private static func reduce(_ reduction: Reduction) -> Operator {
    reduce { x, axes, keeps in
      try run(ReduceOp(reduction, axes: axes, keepsAxes: keeps), x)[0]
    }
  }

  private static func argument(smallest: Bool) -> Operator {
    { node, inputs in
      try node.allow("axis", "keepdims", "select_last_index")
      var x = try number(inputs, 0)
      let axis = node.int("axis", 0)
      let isLast = node.int("select_last_index", 0) == 1
      if isLast { x = x.flipped(axes: axis) }
      var found = smallest ? x.argmin(axis: axis) : x.argmax(axis: axis)
      if isLast {
        let last = Double(x.shape[axis] - 1)
        found = (found.cast(to: .float32) * -1 + last).cast(to: .int64)
      }
      let position = axis < 0 ? axis + x.rank : axis
      return [node.int("keepdims", 1) == 1 ? found.unsqueezed(position) : found]
    }
  }

  private static let reductions: [String: Operator] = [
    "ReduceSum": reduce(.sum), "ReduceMean": reduce(.mean), "ReduceMax": reduce(.max),
    "ReduceMin": reduce(.min),
    "ReduceL1": reduce { x, axes, keeps in
      try run(ReduceOp(.sum, axes: axes, keepsAxes: keeps), x.abs())[0]
    },
    "ReduceL2": reduce { x, axes, keeps in try run(NormOp(axes: axes, keepsAxes: keeps), x)[0] },
    "ReduceSumSquare": reduce { x, axes, keeps in
      try run(ReduceOp(.sum, axes: axes, keepsAxes: keeps), x.square())[0]
    },
    "ReduceLogSum": reduce { x, axes, keeps in
      try run(ReduceOp(.sum, axes: axes, keepsAxes: keeps), x)[0].log()
    },
    "ReduceLogSumExp": reduce { x, axes, keeps in
      try run(ReduceOp(.sum, axes: axes, keepsAxes: keeps), x.exp())[0].log()
    },
    "ArgMax": argument(smallest: false), "ArgMin": argument(smallest: true),
    "TopK": { node, inputs in
      let op = TopKOp(
        count: integers(inputs, 1)?[0] ?? 0, axis: node.int("axis", -1),
        largest: node.int("largest", 1) == 1)
      return try run(op, number(inputs, 0))
    },
    "CumSum": { node, inputs in
      let op = CumulativeSumOp(
        axis: integers(inputs, 1)?[0] ?? 0, isExclusive: node.int("exclusive", 0) == 1,
        isReversed: node.int("reverse", 0) == 1)
      return try run(op, number(inputs, 0))
    },
    "Softmax": { node, inputs in
      try run(SoftmaxOp(axis: node.int("axis", -1), isLogarithmic: false), number(inputs, 0))
    },
    "LogSoftmax": { node, inputs in
      try run(SoftmaxOp(axis: node.int("axis", -1), isLogarithmic: true), number(inputs, 0))
    },
    "Hardmax": { node, inputs in
      let x = try number(inputs, 0)
      let axis = node.int("axis", -1)
      let position = axis < 0 ? axis + x.rank : axis
      let hot = oneHot(x.argmax(axis: axis), classes: x.shape[axis])
      var order = Array(0..<(x.rank - 1))
      order.insert(x.rank - 1, at: position)
      return try run(PermuteOp(order), hot)
    },
    "LpNormalization": { node, inputs in
      let x = try number(inputs, 0)
      let axis = node.int("axis", -1)
      let length =
        node.int("p", 2) == 2
        ? x.norm(axes: axis, keepingAxes: true) : x.abs().sum(axes: axis, keepingAxes: true)
      // ONNX: a vector of zeros stays one.
      return [x / maximum(length, .full(1e-30, shape: []))]
    },
  ]
}
