/// A function that a layer applies to what it computed. `relu` and `relu6` cost nothing: they are
/// applied on the way to memory.
public enum Activation: String, Sendable, Hashable, CaseIterable {
  case identity, relu, relu6, sigmoid, tanh, gelu, silu, hardSigmoid, hardSwish, softplus
  /// With slope 0.01 below 0.
  case leakyRelu
  /// With alpha 1.
  case elu

  /// What an op applies itself; the rest is left for `afterFusion`.
  package var fused: FusedActivation {
    switch self {
    case .relu: .relu
    case .relu6: .relu6
    default: .none
    }
  }

  /// Applies what `fused` leaves.
  package func afterFusion(_ x: Tensor) -> Tensor {
    switch self {
    case .identity, .relu, .relu6: x
    case .sigmoid: ShinsoTensor.sigmoid(x)
    case .tanh: ShinsoTensor.tanh(x)
    case .gelu: ShinsoTensor.gelu(x)
    case .silu: ShinsoTensor.silu(x)
    case .hardSigmoid: ShinsoTensor.hardSigmoid(x)
    case .hardSwish: ShinsoTensor.hardSwish(x)
    case .softplus: ShinsoTensor.softplus(x)
    case .leakyRelu: ShinsoTensor.leakyRelu(x)
    case .elu: ShinsoTensor.elu(x)
    }
  }
}
