import ShinsoTensor

extension ONNXOperators {
  private static func unary(_ function: UnaryFunction) -> Mapping {
    { call in
      try call.node.allow("consumed_inputs")
      return [try call.unary(function, call.number(0))]
    }
  }

  private static func unary(
    _ function: @escaping @Sendable (ONNXNode) throws -> UnaryFunction
  ) -> Mapping {
    { call in [try call.unary(try function(call.node), call.number(0))] }
  }

  /// A function that floats and integers know.
  private static func binary(_ function: BinaryFunction, _ integer: IntegerOp.Function) -> Mapping {
    { call in
      let (a, b) = (try call.input(0), try call.input(1))
      guard a.dtype.isFloatingPoint else { return [try call.add(IntegerOp(integer), a, b)] }
      return [try call.binary(function, call.number(0), call.number(1))]
    }
  }

  /// A function of any number of operands, two by two.
  private static func fold(_ function: BinaryFunction, _ integer: IntegerOp.Function) -> Mapping {
    { call in
      guard try !call.input(0).dtype.isFloatingPoint else {
        let all = try call.allNumbers()
        return [try all.dropFirst().reduce(all[0]) { try call.binary(function, $0, $1) }]
      }
      let all = try call.inputs.indices.map { try call.input($0) }
      return [try all.dropFirst().reduce(all[0]) { try call.add(IntegerOp(integer), $0, $1) }]
    }
  }

  /// One of float32, or one of integers, made of the input and a constant.
  private static func either(
    _ function: UnaryFunction,
    _ integer: @escaping @Sendable (ONNXCall, ONNXOperand) throws -> ONNXOperand
  ) -> Mapping {
    { call in
      let x = try call.input(0)
      return [
        x.dtype.isFloatingPoint
          ? try call.unary(function, call.number(0)) : try integer(call, x)
      ]
    }
  }

  static let elementwise: [String: Mapping] = [
    "Exp": unary(.exp), "Log": unary(.log), "Sqrt": unary(.sqrt),
    "Reciprocal": unary(.reciprocal), "Sin": unary(.sin), "Cos": unary(.cos), "Erf": unary(.erf),
    "Floor": unary(.floor), "Ceil": unary(.ceil), "Round": unary(.round),
    "Sigmoid": unary(.sigmoid), "Tanh": unary(.tanh), "Softplus": unary(.softplus),
    "HardSwish": unary(.hardSwish),
    "Abs": either(.abs) { call, x in
      try call.add(IntegerOp(.maximum), x, call.add(IntegerOp(.subtract), call.zero(x), x))
    },
    "Sign": either(.sign) { call, x in
      let low = try call.add(IntegerOp(.maximum), x, call.number(-1, like: x))
      return try call.add(IntegerOp(.minimum), low, call.number(1, like: x))
    },
    "Relu": either(.relu) { call, x in try call.add(IntegerOp(.maximum), x, call.zero(x)) },
    "Neg": { call in
      let x = try call.input(0)
      guard x.dtype.isFloatingPoint else {
        return [try call.add(IntegerOp(.subtract), call.zero(x), x)]
      }
      return [try call.scaled(call.number(0), by: -1)]
    },
    "Gelu": unary { $0.text("approximate", "none") == "tanh" ? .geluTanh : .gelu },
    "LeakyRelu": unary { .leakyRelu(slope: $0.float("alpha", 0.01)) },
    "Elu": unary { .elu(alpha: $0.float("alpha", 1)) },
    "Add": binary(.add, .add), "Sub": binary(.subtract, .subtract),
    "Mul": binary(.multiply, .multiply), "Div": binary(.divide, .divide),
    "Pow": { call in
      let (a, b) = (try call.input(0), try call.input(1))
      if !a.dtype.isFloatingPoint, !b.dtype.isFloatingPoint {
        return [try call.add(IntegerOp(.power), a, call.cast(b, a.dtype))]
      }
      let power = try call.binary(
        .power, call.cast(a, .float32), call.cast(b, .float32))
      return [a.dtype.isFloatingPoint ? power : try call.cast(power, a.dtype)]
    },
    "Max": fold(.maximum, .maximum), "Min": fold(.minimum, .minimum), "Sum": fold(.add, .add),
    "Mean": { call in
      let all = try call.allNumbers()
      let sum = try all.dropFirst().reduce(all[0]) { try call.binary(.add, $0, $1) }
      return [try call.scaled(sum, by: 1 / Double(all.count))]
    },
    "Clip": { call in
      let x = try call.input(0)
      guard x.dtype.isFloatingPoint else {
        var y = x
        if let low = call.optional(1) { y = try call.add(IntegerOp(.maximum), y, low) }
        if let high = call.optional(2) { y = try call.add(IntegerOp(.minimum), y, high) }
        return [y]
      }
      // Attributes once, inputs from version 11 on.
      let low = try call.numbers(1)?.first ?? call.node["min"].map { Double($0.f) }
      let high = try call.numbers(2)?.first ?? call.node["max"].map { Double($0.f) }
      let (lower, upper) = (low ?? -.infinity, high ?? .infinity)
      if lower == 0, upper == 6 { return [try call.unary(.relu6, call.number(0))] }
      try call.require(!lower.isNaN && !upper.isNaN, "its bounds are not numbers")
      // Where the bounds cross, everything becomes the upper one.
      return [try call.unary(.clamp(lower: min(lower, upper), upper: upper), call.number(0))]
    },
    "Identity": { call in [try call.input(0)] },
    "Cast": { call in
      [try call.converted(call.input(0), ONNXOperators.dtype(call.node.int("to", 1)))]
    },
    "CastLike": { call in [try call.converted(call.input(0), call.input(1).dtype)] },
  ]
}

extension ONNXCall {
  /// A scalar of an operand's type.
  func number(_ value: Double, like x: ONNXOperand) -> ONNXOperand {
    constant(.full(value, shape: [], dtype: x.dtype))
  }

  /// Numbers of other precisions are rounded to them, and computed with as float32.
  fileprivate func converted(_ x: ONNXOperand, _ dtype: DType) throws -> ONNXOperand {
    guard dtype.isFloatingPoint else { return try cast(x, dtype) }
    return try cast(dtype == .float64 ? x : cast(x, dtype), .float32)
  }

  func zero(_ x: ONNXOperand) -> ONNXOperand { number(0, like: x) }
}
