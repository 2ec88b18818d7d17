/// Local response normalization: `y = x · (k + α / n · Σ x²)^-β`, the sum over n = `size` neighbors,
/// of which an even number reaches farther down; what lies outside counts as 0.
public struct LocalResponseRule: Sendable, Hashable {
  public var size: Int
  public var alpha: Double
  public var beta: Double
  public var k: Double

  public init(size: Int, alpha: Double, beta: Double, k: Double) {
    self.size = size
    self.alpha = alpha
    self.beta = beta
    self.k = k
  }
}
