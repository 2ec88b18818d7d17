/// An activation that an op applies to its output on the way to memory.
public enum FusedActivation: Sendable, Hashable {
  case none, relu, relu6

  /// The one that is a function, if there is.
  package init?(_ function: UnaryFunction) {
    guard let found = [Self.relu, .relu6].first(where: { $0.function == function }) else {
      return nil
    }
    self = found
  }

  package var function: UnaryFunction? {
    switch self {
    case .none: nil
    case .relu: .relu
    case .relu6: .relu6
    }
  }

  /// Activations here are clamps.
  package var lower: Float { self == .none ? -.infinity : 0 }
  package var upper: Float { self == .relu6 ? 6 : .infinity }
}
