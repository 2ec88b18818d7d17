/// A function of one number, elementwise.
public enum UnaryFunction: Sendable, Hashable {
  case abs, exp, log, sqrt, reciprocal, square, sin, cos, erf
  /// Step functions, whose gradient is 0. `round` rounds to the nearest integer, ties to even.
  case floor, ceil, round, sign
  case sigmoid, tanh, relu, softplus, gelu, silu, hardSigmoid, hardSwish
  /// `min(max(x, 0), 6)`
  case relu6
  /// GELU, approximated with tanh.
  case geluTanh
  /// `slope · x` below 0.
  case leakyRelu(slope: Double)
  /// `alpha (exp(x) - 1)` below 0.
  case elu(alpha: Double)
  case clamp(lower: Double, upper: Double)

  package var opName: OpName {
    switch self {
    case .leakyRelu: "leakyRelu"
    case .elu: "elu"
    case .clamp: "clamp"
    case .abs: "abs"
    case .exp: "exp"
    case .log: "log"
    case .sqrt: "sqrt"
    case .reciprocal: "reciprocal"
    case .square: "square"
    case .sin: "sin"
    case .cos: "cos"
    case .erf: "erf"
    case .floor: "floor"
    case .ceil: "ceil"
    case .round: "round"
    case .sign: "sign"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .relu: "relu"
    case .softplus: "softplus"
    case .gelu: "gelu"
    case .silu: "silu"
    case .hardSigmoid: "hardSigmoid"
    case .hardSwish: "hardSwish"
    case .relu6: "relu6"
    case .geluTanh: "geluTanh"
    }
  }

  /// The value from which the derivative is computed, if any.
  package enum Derivative: Sendable, Hashable {
    case input, output, nothing
  }

  package var derivative: Derivative {
    switch self {
    case .exp, .sqrt, .reciprocal, .sigmoid, .tanh, .relu, .relu6: .output
    case .floor, .ceil, .round, .sign: .nothing
    default: .input
    }
  }
}

extension OpName {
  public static let relu: OpName = "relu"
  public static let relu6: OpName = "relu6"
}
