import ShinsoTensor

/// Batch normalization by channel of `[N, C, H, W]` (or `[N, C]`). Ioffe & Szegedy, ICML 2015.
/// In training by the batch's statistics, which running averages follow; in evaluation by those.
/// PyTorch: `torch.nn.BatchNorm2d`.
public final class BatchNorm2d: Module, Layer {
  /// γ, `[C]`.
  public let weight: Parameter
  /// β, `[C]`.
  public let bias: Parameter
  public let runningMean: Buffer
  /// The unbiased variance, as in PyTorch.
  public let runningVariance: Buffer
  public let epsilon: Double
  /// The weight of each new batch in the running averages.
  public let momentum: Double
  public let activation: Activation
  /// Of the convolution before it, while both are evaluated.
  final var folded: FoldedConvolution?

  public init(
    _ channels: Int, epsilon: Double = 1e-5, momentum: Double = 0.1,
    activation: Activation = .identity
  ) {
    weight = Parameter(.ones([channels]))
    bias = Parameter(.zeros([channels]))
    runningMean = Buffer(.zeros([channels]))
    runningVariance = Buffer(.ones([channels]))
    self.epsilon = epsilon
    self.momentum = momentum
    self.activation = activation
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard isTraining, !(weight.isFrozen && bias.isFrozen) else {
      return batchNormInference(
        x, gamma: weight.tensor, beta: bias.tensor, mean: runningMean.value,
        variance: runningVariance.value, epsilon: epsilon, activation: activation,
        momentum: momentum)
    }
    let result = batchNormTraining(
      x, gamma: weight.tensor, beta: bias.tensor, epsilon: epsilon, activation: activation)
    result.update(
      mean: runningMean, variance: runningVariance, momentum: momentum, input: x.shape)
    return result.y
  }
}

extension BatchNormResult {
  /// Lets running averages follow the statistics of a batch `[N, C, …]`: `momentum` is how much of
  /// it enters. The variance is kept unbiased.
  func update(mean average: Buffer, variance spread: Buffer, momentum: Double, input: Shape) {
    let count = Double(input.elementCount / max(input[1], 1))
    withoutGradients {
      average.assign(average.value * (1 - momentum) + mean.detached * momentum)
      let unbiased = momentum * count / max(count - 1, 1)
      spread.assign(spread.value * (1 - momentum) + variance.detached * unbiased)
    }
  }
}
