import ShinsoTensor

/// Layer-wise adaptive rate scaling: each parameter moves in proportion to its own length. You,
/// Gitman & Ginsburg, "Large batch training of convolutional networks", 2017, algorithm 1:
/// `λ = rate · trust · ‖p‖ / (‖g‖ + decay · ‖p‖); v = momentum · v + λ (g + decay · p); p -= v`.
/// PyTorch: no equivalent.
///
/// If a parameter or its gradient has norm 0, the plain rate is used.
public final class LARS: RuleOptimizer {
  public let momentum: Double
  public let weightDecay: Double
  public let trust: Double

  public init(
    learningRate: Double, momentum: Double = 0.9, weightDecay: Double = 0, trust: Double = 1e-3
  ) {
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.trust = trust
    super.init(learningRate: learningRate, slots: momentum == 0 ? [] : ["velocity"])
  }

  override func rule(for parameter: Parameter, gradient: Tensor, step: Int) -> UpdateRule {
    let decay = weightDecay * parameter.decayFactor
    let (length, slope) = (norm(parameter.detached), norm(gradient))
    let ratio = length > 0 && slope > 0 ? trust * length / (slope + decay * length) : 1
    let rate = learningRate * parameter.rateFactor * ratio
    return .sgd(rate: 1, momentum: momentum, decay: rate * decay, scale: rate)
  }

  private func norm(_ x: Tensor) -> Double {
    withoutGradients { x.square().sum() }.scalars(as: Double.self)[0].squareRoot()
  }
}
