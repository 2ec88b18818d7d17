import ShinsoTensor

/// RMSProp. Tieleman & Hinton, Coursera lecture 6.5, 2012; neither centered nor with momentum.
/// PyTorch: `torch.optim.RMSprop`.
public final class RMSProp: RuleOptimizer {
  public let alpha: Double
  public let epsilon: Double
  public let weightDecay: Double

  /// - Parameter alpha: the fraction of the mean square that is kept at each step.
  public init(
    learningRate: Double = 0.01, alpha: Double = 0.99, epsilon: Double = 1e-8,
    weightDecay: Double = 0
  ) {
    self.alpha = alpha
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    super.init(learningRate: learningRate, slots: ["square"])
  }

  override func rule(for parameter: Parameter, gradient: Tensor, step: Int) -> UpdateRule {
    .rmsProp(
      rate: learningRate * parameter.rateFactor, alpha: alpha, epsilon: epsilon,
      decay: weightDecay * parameter.decayFactor)
  }
}
