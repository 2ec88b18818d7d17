import ShinsoNN

/// The optimizers and their names on the command line.
public enum OptimizerKind: String, Sendable, CaseIterable {
  case sgd, nesterov, adam, adamw, adagrad, rmsprop, adadelta, lars

  public var hasMomentum: Bool { [.sgd, .nesterov, .lars].contains(self) }

  /// The learning rate if neither the command line nor the system's recipe gives one.
  public var usualRate: Double {
    switch self {
    case .sgd, .nesterov, .adagrad: 0.01
    case .adam, .adamw, .rmsprop: 1e-3
    // These scale their steps themselves.
    case .adadelta, .lars: 1
    }
  }

  /// - Parameter meanSquare: RMSProp's, in place of PyTorch's usual numbers.
  public func make(
    rate: Double, momentum: Double, decay: Double,
    meanSquare: (kept: Double, epsilon: Double)? = nil
  ) -> any Optimizer {
    switch self {
    case .sgd, .nesterov:
      SGD(
        learningRate: rate, momentum: momentum, weightDecay: decay,
        nesterov: self == .nesterov && momentum > 0)
    case .adam: Adam(learningRate: rate, weightDecay: decay)
    case .adamw: AdamW(learningRate: rate, weightDecay: decay)
    case .adagrad: AdaGrad(learningRate: rate, weightDecay: decay)
    case .rmsprop:
      RMSProp(
        learningRate: rate, alpha: meanSquare?.kept ?? 0.99, epsilon: meanSquare?.epsilon ?? 1e-8,
        weightDecay: decay)
    case .adadelta: Adadelta(learningRate: rate, weightDecay: decay)
    case .lars: LARS(learningRate: rate, momentum: momentum, weightDecay: decay)
    }
  }
}
