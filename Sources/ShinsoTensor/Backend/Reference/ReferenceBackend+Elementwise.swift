import Foundation

extension ReferenceBackend {
  func affine(_ x: Tensor, scale: Double, offset: Double) -> Tensor {
    tensor(doubles(x).map { scale * $0 + offset }, x.shape, x.dtype)
  }

  func unary(_ function: UnaryFunction, _ x: Tensor) -> Tensor {
    tensor(doubles(x).map(function.value), x.shape, x.dtype)
  }

  func unaryBackward(
    _ function: UnaryFunction, gradient: Tensor, input: Tensor?, output: Tensor?
  ) -> Tensor {
    guard let known = function.differentiatesByOutput ? output : input else {
      stop("\(function.opName): the backward pass lacks what it is computed from")
    }
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

  func equal(_ a: Tensor, _ b: Tensor) -> Tensor {
    let shape = broadcastShape(a, b)
    if a.dtype.isFloatingPoint || b.dtype.isFloatingPoint {
      let (x, y) = (doubles(broadcast(a, to: shape)), doubles(broadcast(b, to: shape)))
      return tensor(zip(x, y).map { $0 == $1 ? 1.0 : 0 }, shape, a.dtype)
    }
    let (x, y) = integers(a, b, shape)
    return tensor(zip(x, y).map { Int64($0 == $1 ? 1 : 0) }, shape, a.dtype)
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

extension UnaryFunction {
  fileprivate func value(_ x: Double) -> Double {
    switch self {
    case .negate: -x
    case .abs: x.magnitude
    case .exp: Foundation.exp(x)
    case .log: Foundation.log(x)
    case .sqrt: x.squareRoot()
    case .reciprocal: 1 / x
    case .square: x * x
    case .sigmoid: ReferenceBackend.sigmoid(x)
    case .tanh: Foundation.tanh(x)
    case .relu: FusedActivation.relu.value(x)
    case .relu6: FusedActivation.relu6.value(x)
    }
  }

  /// `known` is the output where `differentiatesByOutput`, else the input.
  fileprivate func gradient(_ gradient: Double, at known: Double) -> Double {
    switch self {
    case .negate: -gradient
    case .abs: known > 0 ? gradient : known < 0 ? -gradient : 0
    case .exp: gradient * known
    case .log: gradient / known
    case .sqrt: gradient / (2 * known)
    case .reciprocal: -gradient * known * known
    case .square: gradient * 2 * known
    case .sigmoid: gradient * known * (1 - known)
    case .tanh: gradient * (1 - known * known)
    case .relu: FusedActivation.relu.gradient(gradient, output: known)
    case .relu6: FusedActivation.relu6.gradient(gradient, output: known)
    }
  }
}

extension FusedActivation {
  /// A NaN stays one.
  func value(_ x: Double) -> Double {
    x < Double(lower) ? Double(lower) : x > Double(upper) ? Double(upper) : x
  }

  /// Nothing flows where the clamp holds the output, its bounds included.
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
    }
  }
}

extension ReferenceBackend {
  static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
