import ShinsoTensor

/// Adam. Kingma & Ba, ICLR 2015, algorithm 1; decay is added to the gradient.
/// PyTorch: `torch.optim.Adam`.
public final class Adam: AdamOptimizer {
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0
  ) {
    super.init(learningRate, beta1, beta2, epsilon, weightDecay, decoupled: false)
  }
}

/// Adam with decay that is decoupled from the gradient. Loshchilov & Hutter, ICLR 2019.
/// PyTorch: `torch.optim.AdamW`.
public final class AdamW: AdamOptimizer {
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 1e-2
  ) {
    super.init(learningRate, beta1, beta2, epsilon, weightDecay, decoupled: true)
  }
}

/// What ``Adam`` and ``AdamW`` share.
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
