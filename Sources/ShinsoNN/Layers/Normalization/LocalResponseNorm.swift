import ShinsoTensor

/// Local response normalization over neighboring channels. Krizhevsky et al., NIPS 2012.
/// PyTorch: `torch.nn.LocalResponseNorm`.
public final class LocalResponseNorm: Module, Layer {
  public let size: Int
  public let alpha: Double
  public let beta: Double
  public let k: Double

  public init(size: Int = 5, alpha: Double = 1e-4, beta: Double = 0.75, k: Double = 1) {
    self.size = size
    self.alpha = alpha
    self.beta = beta
    self.k = k
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    localResponseNorm(x, size: size, alpha: alpha, beta: beta, k: k)
  }
}
