import ShinsoTensor

/// Stochastic gradient descent with momentum, as Caffe and PyTorch define it up to the place of the
/// rate: `v = momentum · v + g + decay · p; p -= rate · v`. PyTorch: `torch.optim.SGD`.
public final class SGD: RuleOptimizer {
  /// May be changed between updates, but not from or to 0.
  public var momentum: Double {
    didSet {
      precondition(
        (momentum == 0) == (oldValue == 0),
        "SGD: momentum cannot go from \(oldValue) to \(momentum)")
    }
  }
  public let weightDecay: Double
  public let nesterov: Bool
  private let velocityHasRate: Bool

  /// - Parameters:
  ///   - nesterov: whether the step looks ahead: `p -= rate (g + momentum · v)`. Sutskever et al.,
  ///     ICML 2013, in PyTorch's form.
  ///   - velocityHasRate: whether each gradient keeps the rate with which it came in, as in Hinton's
  ///     papers and Caffe: `v = momentum · v + rate (g + decay · p); p -= v`. It makes a difference
  ///     only while the rate changes. Not together with `nesterov`.
  public init(
    learningRate: Double, momentum: Double = 0, weightDecay: Double = 0, nesterov: Bool = false,
    velocityHasRate: Bool = false
  ) {
    precondition(!(nesterov && velocityHasRate), "SGD: nesterov has the rate outside")
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.nesterov = nesterov
    self.velocityHasRate = velocityHasRate
    super.init(learningRate: learningRate, slots: momentum == 0 ? [] : ["velocity"])
  }

  override func isIdleWithoutGradient(_ parameter: Parameter) -> Bool {
    momentum == 0 && weightDecay * parameter.decayFactor == 0
  }

  override func rule(for parameter: Parameter, gradient: Tensor, step: Int) -> UpdateRule {
    let rate = learningRate * parameter.rateFactor
    let decay = weightDecay * parameter.decayFactor
    return velocityHasRate
      ? .sgd(rate: 1, momentum: momentum, decay: rate * decay, scale: rate)
      : .sgd(rate: rate, momentum: momentum, decay: decay, nesterov: nesterov)
  }
}
