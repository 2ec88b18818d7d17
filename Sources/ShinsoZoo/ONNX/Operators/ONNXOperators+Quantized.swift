import ShinsoTensor

extension ONNXOperators {
  /// Integers that stand for numbers by a scale and a zero.
  static let quantized: [String: Mapping] = [
    "DequantizeLinear": { call in
      let x = try call.input(0)
      let number = try call.cast(x, .float32)
      let zero = try call.optional(2).map {
        try call.binary(.subtract, number, call.spread(call.cast($0, .float32), over: x))
      }
      return [
        try call.binary(.multiply, zero ?? number, call.spread(call.number(1), over: x))
      ]
    },
    "QuantizeLinear": { call in
      let x = try call.number(0)
      let dtype = try call.optional(2)?.dtype ?? Self.dtype(call.node.int("output_dtype", 2))
      let bounds: (Double, Double)
      switch dtype {
      case .uint8: bounds = (0, 255)
      case .int8: bounds = (-128, 127)
      case .int16: bounds = (-32_768, 32_767)
      default: throw ONNXProblem("makes \(dtype.rawValue), which is not known here")
      }
      let steps = try call.unary(
        .round, call.binary(.divide, x, call.spread(call.number(1), over: x)))
      let moved = try call.optional(2).map {
        try call.binary(.add, steps, call.spread(call.cast($0, .float32), over: x))
      }
      let y = try call.unary(.clamp(lower: bounds.0, upper: bounds.1), moved ?? steps)
      return [try call.cast(y, dtype)]
    },
  ]
}

extension ONNXCall {
  /// A number for all, or for each entry of an axis, so that it stretches over `x`.
  fileprivate func spread(_ factors: ONNXOperand, over x: ONNXOperand) throws -> ONNXOperand {
    try require(node.int("block_size", 0) == 0, "quantizes by blocks, which is not known")
    if factors.shape.elementCount == 1 { return try reshaped(factors, []) }
    let axis = try axis(node.int("axis", 1), of: x.rank)
    try require(
      factors.shape.dims == [x.shape[axis]], "its scale \(factors.shape) does not fit \(x.shape)")
    return try reshaped(
      factors, factors.shape.dims + [Int](repeating: 1, count: x.rank - axis - 1))
  }
}
