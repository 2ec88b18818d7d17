/// An activation that an op applies to its output before writing it to memory.
public enum FusedActivation: Sendable, Hashable {
  case none, relu, relu6
  case sigmoid, tanh, gelu, silu, hardSigmoid, hardSwish
  /// `slope · x` below 0.
  case leakyRelu(slope: Double)
  /// `alpha (exp(x) - 1)` below 0.
  case elu(alpha: Double)

  /// nil where an op has no such activation built in.
  package init?(_ function: UnaryFunction) {
    switch function {
    case .relu: self = .relu
    case .relu6: self = .relu6
    case .sigmoid: self = .sigmoid
    case .tanh: self = .tanh
    case .gelu: self = .gelu
    case .silu: self = .silu
    case .hardSigmoid: self = .hardSigmoid
    case .hardSwish: self = .hardSwish
    case .leakyRelu(let slope): self = .leakyRelu(slope: slope)
    case .elu(let alpha): self = .elu(alpha: alpha)
    default: return nil
    }
  }

  package var function: UnaryFunction? {
    switch self {
    case .none: nil
    case .relu: .relu
    case .relu6: .relu6
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    case .gelu: .gelu
    case .silu: .silu
    case .hardSigmoid: .hardSigmoid
    case .hardSwish: .hardSwish
    case .leakyRelu(let slope): .leakyRelu(slope: slope)
    case .elu(let alpha): .elu(alpha: alpha)
    }
  }

  /// Whether it only keeps its input within bounds, as every kernel can.
  package var isClamp: Bool {
    switch self {
    case .none, .relu, .relu6: true
    default: false
    }
  }

  /// What a kernel does that can only clamp; `Backend.afterClamp` does the rest.
  package var clamp: FusedActivation { isClamp ? self : .none }

  /// The bounds of a clamp.
  package var lower: Float { self == .none ? -.infinity : 0 }
  package var upper: Float { self == .relu6 ? 6 : .infinity }
}
