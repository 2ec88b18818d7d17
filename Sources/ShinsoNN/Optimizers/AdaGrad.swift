import ShinsoTensor

/// AdaGrad. Duchi, Hazan & Singer, JMLR 12, 2011. PyTorch: `torch.optim.Adagrad`.
public final class AdaGrad: RuleOptimizer {
  public let epsilon: Double
  public let weightDecay: Double

  public init(learningRate: Double = 0.01, epsilon: Double = 1e-10, weightDecay: Double = 0) {
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    super.init(learningRate: learningRate, slots: ["sum"])
  }

  override func isIdleWithoutGradient(_ parameter: Parameter) -> Bool {
    weightDecay * parameter.decayFactor == 0
  }

  override func rule(for parameter: Parameter, gradient: Tensor, step: Int) -> UpdateRule {
    .adaGrad(
      rate: learningRate * parameter.rateFactor, epsilon: epsilon,
      decay: weightDecay * parameter.decayFactor)
  }
}
