import ShinsoFormats
import ShinsoTensor

extension ONNXOperators {
  /// The type with ONNX's number.
  static func dtype(_ code: Int) throws -> DType {
    guard let dtype = ONNXElementType(rawValue: code)?.dtype else {
      throw ONNXProblem("ONNX's type \(code) is not known here")
    }
    return dtype
  }

  private static func one(
    _ body: @escaping @Sendable (ONNXCall, ONNXOperand) throws -> ONNXOperand
  ) -> Mapping { { call in [try body(call, call.number(0))] } }

  /// Half of exp(x) ± exp(-x).
  private static func hyperbolic(_ function: BinaryFunction) -> Mapping {
    one { call, x in
      let (up, down) = (
        try call.unary(.exp, x), try call.unary(.exp, call.scaled(x, by: -1))
      )
      return try call.scaled(try call.binary(function, up, down), by: 0.5)
    }
  }

  private static func host(_ function: HostFunction) -> Mapping {
    one { call, x in try call.add(HostFunctionOp(function), x) }
  }

  /// Functions that Shinso composes of others.
  static let composed: [String: Mapping] = [
    "Sinh": hyperbolic(.subtract), "Cosh": hyperbolic(.add),
    "Tan": one { call, x in
      try call.binary(.divide, call.unary(.sin, x), call.unary(.cos, x))
    },
    "Asin": host(.arcsine), "Acos": host(.arccosine), "Atan": host(.arctangent),
    "Asinh": host(.areaSine), "Acosh": host(.areaCosine), "Atanh": host(.areaTangent),
    "HardSigmoid": one { call, x in
      let (alpha, beta) = (call.node.float("alpha", 0.2), call.node.float("beta", 0.5))
      return try call.unary(
        .clamp(lower: 0, upper: 1), call.scaled(x, by: alpha, plus: beta))
    },
    "Swish": one { call, x in
      let alpha = call.node.float("alpha", 1)
      if alpha == 1 { return try call.unary(.silu, x) }
      return try call.binary(.multiply, x, call.unary(.sigmoid, call.scaled(x, by: alpha)))
    },
    "Selu": one { call, x in
      let alpha = call.node.float("alpha", 1.67326319217681884765625)
      let gamma = call.node.float("gamma", 1.05070102214813232421875)
      return try call.scaled(try call.unary(.elu(alpha: alpha), x), by: gamma)
    },
    "Celu": one { call, x in
      let alpha = call.node.float("alpha", 1)
      try call.require(alpha != 0, "its alpha is 0")
      return try call.scaled(
        call.unary(.elu(alpha: 1), call.scaled(x, by: 1 / alpha)), by: alpha)
    },
    "Mish": one { call, x in
      try call.binary(.multiply, x, call.unary(.tanh, call.unary(.softplus, x)))
    },
    "Softsign": one { call, x in
      try call.binary(.divide, x, call.scaled(call.unary(.abs, x), plus: 1))
    },
    "ThresholdedRelu": one { call, x in
      let bound = call.number(call.node.float("alpha", 1), like: x)
      return try call.add(WhereOp(), call.add(CompareOp(.greater), x, bound), x, call.zero(x))
    },
    "Shrink": one { call, x in
      let (bound, bias) = (call.node.float("lambd", 0.5), call.node.float("bias", 0))
      let isHigh = try call.add(CompareOp(.greater), x, call.number(bound, like: x))
      let isLow = try call.add(CompareOp(.less), x, call.number(-bound, like: x))
      let high = try call.add(WhereOp(), isHigh, call.scaled(x, plus: -bias), call.zero(x))
      return try call.add(WhereOp(), isLow, call.scaled(x, plus: bias), high)
    },
    "PRelu": { call in
      // The slope stretches as in NumPy.
      let (x, slope) = (try call.number(0), try call.number(1))
      let negative = try call.unary(.clamp(lower: -.infinity, upper: 0), x)
      return [
        try call.binary(
          .add, call.unary(.relu, x), call.binary(.multiply, negative, slope))
      ]
    },
    "IsNaN": one { call, x in try call.add(CompareOp(.notEqual), x, x) },
    "IsInf": one { call, x in
      let high = try call.add(CompareOp(.equal), x, call.number(.infinity, like: x))
      let low = try call.add(CompareOp(.equal), x, call.number(-.infinity, like: x))
      switch (call.node.flag("detect_positive", true), call.node.flag("detect_negative", true)) {
      case (true, true): return try call.add(LogicalOp(.or), high, low)
      case (true, false): return high
      case (false, true): return low
      case (false, false): return try call.add(LogicalOp(.and), high, low)
      }
    },
    "MeanVarianceNormalization": one { call, x in
      let axes = call.node.ints("axes") ?? [0, 2, 3]
      let mean = try call.add(ReduceOp(.mean, axes: axes, keepsAxes: true), x)
      let rest = try call.binary(.subtract, x, mean)
      let variance = try call.add(
        ReduceOp(.mean, axes: axes, keepsAxes: true), call.unary(.square, rest))
      return try call.binary(.divide, rest, call.scaled(call.unary(.sqrt, variance), plus: 1e-9))
    },
  ]
}
