import ShinsoTensor

extension ONNXOperators {
  private static func integer(_ function: IntegerOp.Function) -> Mapping {
    { call in [try call.add(IntegerOp(function), call.input(0), call.input(1))] }
  }

  private static func logical(_ function: LogicalFunction) -> Mapping {
    { call in [try call.add(LogicalOp(function), call.input(0), call.input(1))] }
  }

  /// Of truth values and of integers.
  static let integers: [String: Mapping] = [
    "And": logical(.and), "Or": logical(.or), "Xor": logical(.xor),
    "Not": { call in
      let truth = call.constant(.full(1, shape: [], dtype: .bool))
      return [try call.add(LogicalOp(.xor), call.input(0), truth)]
    },
    "BitwiseAnd": integer(.and), "BitwiseOr": integer(.or), "BitwiseXor": integer(.exclusiveOr),
    "BitwiseNot": { call in
      let x = try call.input(0)
      let ones = call.constant(Tensor([-1], shape: []).cast(to: x.dtype))
      return [try call.add(IntegerOp(.exclusiveOr), x, ones)]
    },
    "BitShift": { call in
      let isLeft = call.node.text("direction", "LEFT") == "LEFT"
      return [
        try call.add(
          IntegerOp(isLeft ? .shiftLeft : .shiftRight), call.input(0), call.input(1))
      ]
    },
    "Mod": { call in
      let (a, b) = (try call.input(0), try call.input(1))
      let isLikeC = call.node.flag("fmod")
      guard a.dtype.isFloatingPoint else {
        return [try call.add(IntegerOp(isLikeC ? .remainder : .modulo), a, b)]
      }
      let (x, y) = (try call.number(0), try call.number(1))
      // x - y · trunc(x / y), or floor in its place.
      let quotient = try call.binary(.divide, x, y)
      let whole: ONNXOperand
      if isLikeC {
        let size = try call.unary(.floor, call.unary(.abs, quotient))
        whole = try call.binary(.multiply, call.unary(.sign, quotient), size)
      } else {
        whole = try call.unary(.floor, quotient)
      }
      return [try call.binary(.subtract, x, call.binary(.multiply, y, whole))]
    },
  ]

  /// Integers and truth values compare as int64.
  private static func compare(_ comparison: Comparison) -> Mapping {
    { call in
      let (a, b) = (try call.input(0), try call.input(1))
      let dtype: DType = a.dtype.isFloatingPoint ? .float32 : .int64
      return [try call.add(CompareOp(comparison), call.cast(a, dtype), call.cast(b, dtype))]
    }
  }

  static let comparisons: [String: Mapping] = [
    "Equal": compare(.equal), "Less": compare(.less), "LessOrEqual": compare(.lessOrEqual),
    "Greater": compare(.greater), "GreaterOrEqual": compare(.greaterOrEqual),
    "Where": { call in [try call.select(call.input(0), call.input(1), call.input(2))] },
  ]
}
