import ShinsoTensor

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
