import Foundation

extension ReferenceBackend {
  func scaleShift(_ x: Tensor, scale: Double, offset: Double) -> Tensor {
    tensor(doubles(x).map { scale * $0 + offset }, x.shape, x.dtype)
  }

  func unary(_ function: UnaryFunction, _ x: Tensor) -> Tensor {
    tensor(doubles(x).map(function.value), x.shape, x.dtype)
  }

  func unaryBackward(_ function: UnaryFunction, gradient: Tensor, known: Tensor) -> Tensor {
    let values = zip(doubles(gradient), doubles(known)).map { gradient, known in
      function.gradient(gradient, at: known)
    }
    return tensor(values, gradient.shape, resultType(gradient, known))
  }

  func binary(_ function: BinaryFunction, _ a: Tensor, _ b: Tensor) -> Tensor {
    let shape = broadcastShape(a, b)
    if a.dtype.isFloatingPoint || b.dtype.isFloatingPoint {
      let (x, y) = (doubles(broadcast(a, to: shape)), doubles(broadcast(b, to: shape)))
      return tensor(zip(x, y).map(function.value), shape, resultType(a, b))
    }
    let (x, y) = integers(a, b, shape)
    return tensor(zip(x, y).map(function.integerValue), shape, a.dtype)
  }

  func compare(_ comparison: Comparison, _ a: Tensor, _ b: Tensor) -> Tensor {
    let shape = broadcastShape(a, b)
    let answers: [Bool]
    if a.dtype.isFloatingPoint || b.dtype.isFloatingPoint {
      let (x, y) = (doubles(broadcast(a, to: shape)), doubles(broadcast(b, to: shape)))
      answers = zip(x, y).map(comparison.holds)
    } else {
      let (x, y) = integers(a, b, shape)
      answers = zip(x, y).map(comparison.holds)
    }
    return tensor(answers.map { $0 ? 1.0 : 0 }, shape, .bool)
  }

  func logical(_ function: LogicalFunction, _ a: Tensor, _ b: Tensor) -> Tensor {
    let shape = broadcastShape(a, b)
    let (x, y) = (doubles(broadcast(a, to: shape)), doubles(broadcast(b, to: shape)))
    let answers = zip(x, y).map { a, b in
      switch function {
      case .and: a != 0 && b != 0
      case .or: a != 0 || b != 0
      case .xor: (a != 0) != (b != 0)
      }
    }
    return tensor(answers.map { $0 ? 1.0 : 0 }, shape, .bool)
  }

  func select(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    let shape = condition.shape
    let (x, y) = (doubles(broadcast(a, to: shape)), doubles(broadcast(b, to: shape)))
    let values = zip(doubles(condition), zip(x, y)).map { $0 != 0 ? $1.0 : $1.1 }
    return tensor(values, shape, a.dtype)
  }

  private func integers(_ a: Tensor, _ b: Tensor, _ shape: Shape) -> ([Int64], [Int64]) {
    (
      Elements.integers(broadcast(a, to: shape).storage),
      Elements.integers(broadcast(b, to: shape).storage)
    )
  }

  private func broadcastShape(_ a: Tensor, _ b: Tensor) -> Shape {
    guard let shape = a.shape.broadcast(with: b.shape) else {
      stop("shapes \(a.shape) and \(b.shape) do not broadcast")
    }
    return shape
  }
}

extension Comparison {
  fileprivate func holds<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
    switch self {
    case .equal: a == b
    case .notEqual: a != b
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    }
  }
}

extension UnaryFunction {
  fileprivate func value(_ x: Double) -> Double {
    switch self {
    case .abs: x.magnitude
    case .exp: Foundation.exp(x)
    case .log: Foundation.log(x)
    case .sqrt: x.squareRoot()
    case .reciprocal: 1 / x
    case .square: x * x
    case .sin: Foundation.sin(x)
    case .cos: Foundation.cos(x)
    case .erf: Foundation.erf(x)
    case .floor: x.rounded(.down)
    case .ceil: x.rounded(.up)
    case .round: x.rounded(.toNearestOrEven)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : x
    case .sigmoid: ReferenceBackend.sigmoid(x)
    case .tanh: Foundation.tanh(x)
    case .relu: FusedActivation.relu.clamped(x)
    case .relu6: FusedActivation.relu6.clamped(x)
    case .softplus: max(x, 0) + log1p(Foundation.exp(-x.magnitude))
    case .gelu: x * Self.normalDistribution(x)
    case .geluTanh: x / 2 * (1 + Foundation.tanh(Self.geluArgument(x)))
    case .silu: x * ReferenceBackend.sigmoid(x)
    case .hardSigmoid: min(max(x + 3, 0), 6) / 6
    case .hardSwish: x * min(max(x + 3, 0), 6) / 6
    case .leakyRelu(let slope): x > 0 ? x : slope * x
    case .elu(let alpha): x > 0 ? x : alpha * expm1(x)
    case .clamp(let lower, let upper): x < lower ? lower : x > upper ? upper : x
    }
  }

  /// `known` is the input or the output, as `derivative` says.
  fileprivate func gradient(_ gradient: Double, at known: Double) -> Double {
    let x = known
    switch self {
    case .abs: return known > 0 ? gradient : known < 0 ? -gradient : 0
    case .exp: return gradient * known
    case .log: return gradient / known
    case .sqrt: return gradient / (2 * known)
    case .reciprocal: return -gradient * known * known
    case .square: return gradient * 2 * known
    case .sin: return gradient * Foundation.cos(x)
    case .cos: return -gradient * Foundation.sin(x)
    case .erf: return gradient * 2 / Double.pi.squareRoot() * Foundation.exp(-x * x)
    case .floor, .ceil, .round, .sign: return 0
    case .sigmoid: return gradient * known * (1 - known)
    case .tanh: return gradient * (1 - known * known)
    case .relu: return FusedActivation.relu.gradient(gradient, output: known)
    case .relu6: return FusedActivation.relu6.gradient(gradient, output: known)
    case .softplus: return gradient * ReferenceBackend.sigmoid(x)
    case .gelu:
      let density = Foundation.exp(-x * x / 2) / (2 * Double.pi).squareRoot()
      return gradient * (Self.normalDistribution(x) + x * density)
    case .geluTanh:
      let t = Foundation.tanh(Self.geluArgument(x))
      let slope = (2 / Double.pi).squareRoot() * (1 + 3 * 0.044715 * x * x)
      return gradient * ((1 + t) / 2 + x / 2 * (1 - t * t) * slope)
    case .silu:
      let s = ReferenceBackend.sigmoid(x)
      return gradient * (s + x * s * (1 - s))
    case .hardSigmoid: return x > -3 && x < 3 ? gradient / 6 : 0
    case .hardSwish: return x <= -3 ? 0 : x < 3 ? gradient * (x / 3 + 0.5) : gradient
    case .leakyRelu(let slope): return x > 0 ? gradient : gradient * slope
    case .elu(let alpha): return x > 0 ? gradient : gradient * alpha * Foundation.exp(x)
    case .clamp(let lower, let upper): return x >= lower && x <= upper ? gradient : 0
    }
  }

  private static func normalDistribution(_ x: Double) -> Double {
    erfc(-x / 2.0.squareRoot()) / 2
  }

  private static func geluArgument(_ x: Double) -> Double {
    (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)
  }
}

extension FusedActivation {
  func value(_ x: Double) -> Double { function?.value(x) ?? x }

  /// A NaN stays one.
  fileprivate func clamped(_ x: Double) -> Double {
    x < Double(lower) ? Double(lower) : x > Double(upper) ? Double(upper) : x
  }

  /// Of a clamp: nothing flows where it holds the output, its bounds included.
  func gradient(_ gradient: Double, output: Double) -> Double {
    if self == .none { return gradient }
    return output <= Double(lower) || output >= Double(upper) ? 0 : gradient
  }
}

extension BinaryFunction {
  fileprivate func value(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .maximum: a.isNaN || a > b ? a : b
    case .minimum: a.isNaN || a < b ? a : b
    case .power: pow(a, b)
    }
  }

  /// Sums and products wrap around; quotients truncate toward zero, and dividing by zero gives 0.
  fileprivate func integerValue(_ a: Int64, _ b: Int64) -> Int64 {
    switch self {
    case .add: a &+ b
    case .subtract: a &- b
    case .multiply: a &* b
    case .divide: b == 0 ? 0 : a.dividedReportingOverflow(by: b).partialValue
    case .maximum: max(a, b)
    case .minimum: min(a, b)
    case .power: b < 0 ? 0 : (0..<b).reduce(1) { power, _ in power &* a }
    }
  }
}

extension ReferenceBackend {
  static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
