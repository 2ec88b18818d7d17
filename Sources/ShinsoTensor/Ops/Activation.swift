/// A function that a layer applies to what it computed. `relu` and `relu6` cost nothing: they are
/// applied on the way to memory.
public enum Activation: String, Sendable, Hashable, CaseIterable {
  case identity, relu, relu6, sigmoid, tanh

  /// What an op applies itself; the rest is left for `afterFusion`.
  package var fused: FusedActivation {
    switch self {
    case .identity, .sigmoid, .tanh: .none
    case .relu: .relu
    case .relu6: .relu6
    }
  }

  /// Applies what `fused` leaves.
  package func afterFusion(_ x: Tensor) -> Tensor {
    switch self {
    case .identity, .relu, .relu6: x
    case .sigmoid: ShinsoTensor.sigmoid(x)
    case .tanh: ShinsoTensor.tanh(x)
    }
  }
}
