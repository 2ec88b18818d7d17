import ShinsoTensor

/// Zeros each element with a probability while training and scales the rest by 1 / (1 - p); passes
/// everything on in evaluation. Hinton et al. 2012. PyTorch: `torch.nn.Dropout`.
public final class Dropout: Module, Layer {
  public let probability: Double
  /// Whether an element is dropped at all places of the first axis or at none: for sequences
  /// `[T, N, features]` one mask for all steps (Gal & Ghahramani, "A theoretically grounded
  /// application of dropout in recurrent neural networks", NIPS 2016).
  public let isLocked: Bool

  public init(_ probability: Double = 0.5, isLocked: Bool = false) {
    if !(0...1).contains(probability) { stop("Dropout: \(probability) is not a probability") }
    self.probability = probability
    self.isLocked = isLocked
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    // A trace notes what training would do; the graph draws keys of its own.
    if Trace.isActive { return dropout(x, probability: probability, key: .unused) }
    guard isTraining, probability > 0 else { return x }
    let key = RandomGenerator.shared.next()
    if !isLocked { return dropout(x, probability: probability, key: key) }
    let ones = Tensor.ones(x.shape.replacing(axis: 0, with: 1), dtype: x.dtype, on: x.device)
    return x * dropout(ones, probability: probability, key: key)
  }
}
