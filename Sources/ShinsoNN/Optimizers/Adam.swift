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
