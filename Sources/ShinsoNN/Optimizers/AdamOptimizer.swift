import ShinsoTensor

/// The common base of ``Adam`` and ``AdamW``.
public class AdamOptimizer: RuleOptimizer {
  public final let beta1: Double
  public final let beta2: Double
  public final let epsilon: Double
  public final let weightDecay: Double
  private let isDecoupled: Bool

  init(
    _ learningRate: Double, _ beta1: Double, _ beta2: Double, _ epsilon: Double,
    _ weightDecay: Double, decoupled: Bool
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    isDecoupled = decoupled
    super.init(learningRate: learningRate, slots: ["first", "second"], countsSteps: true)
  }

  override final func rule(for parameter: Parameter, gradient: Tensor, step: Int) -> UpdateRule {
    .adam(
      rate: learningRate * parameter.rateFactor, beta1: beta1, beta2: beta2, epsilon: epsilon,
      decay: weightDecay * parameter.decayFactor, decoupled: isDecoupled, count: step)
  }
}
