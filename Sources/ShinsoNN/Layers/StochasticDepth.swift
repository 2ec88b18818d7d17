import ShinsoTensor

/// Drops the whole input of a sample with a probability while training and scales the rest, before
/// a residual sum. Huang et al., "Deep networks with stochastic depth", ECCV 2016; EfficientNet's
/// "drop connect". PyTorch: `torchvision.ops.StochasticDepth`.
public final class StochasticDepth: Module, Layer {
  public let probability: Double

  public init(_ probability: Double) {
    self.probability = probability
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard isTraining, probability > 0 else { return x }
    let samples = Shape([x.shape[0]] + [Int](repeating: 1, count: x.rank - 1))
    let mask = dropout(
      .ones(samples, on: x.device), probability: probability, key: RandomGenerator.shared.next())
    return x * mask
  }
}
