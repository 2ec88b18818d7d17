import ShinsoTensor

/// Zeros each element with a probability while training and scales the rest by 1 / (1 - p); passes
/// everything on in evaluation. Hinton et al. 2012. PyTorch: `torch.nn.Dropout`.
public final class Dropout: Module, Layer {
  public let probability: Double

  public init(_ probability: Double = 0.5) {
    if !(0...1).contains(probability) { stop("Dropout: \(probability) is not a probability") }
    self.probability = probability
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    // A trace notes what training would do; the graph draws keys of its own.
    if Trace.isActive { return dropout(x, probability: probability, key: .unused) }
    return isTraining && probability > 0
      ? dropout(x, probability: probability, key: RandomGenerator.shared.next()) : x
  }
}
