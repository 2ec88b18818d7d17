import ShinsoTensor

/// Adadelta. Zeiler, arXiv 1212.5701, 2012. PyTorch: `torch.optim.Adadelta`.
public final class Adadelta: RuleOptimizer {
  public let rho: Double
  public let epsilon: Double
  public let weightDecay: Double

  public init(
    learningRate: Double = 1, rho: Double = 0.9, epsilon: Double = 1e-6, weightDecay: Double = 0
  ) {
    self.rho = rho
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    super.init(learningRate: learningRate, slots: ["square", "change"])
  }

  override func rule(for parameter: Parameter, gradient: Tensor, step: Int) -> UpdateRule {
    .adadelta(
      rate: learningRate * parameter.rateFactor, rho: rho, epsilon: epsilon,
      decay: weightDecay * parameter.decayFactor)
  }
}
