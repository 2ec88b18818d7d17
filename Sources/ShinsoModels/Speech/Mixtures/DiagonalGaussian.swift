/// A Gaussian with diagonal covariance.
public struct DiagonalGaussian: Sendable, Hashable {
  public var mean: [Float]
  public var variance: [Float]

  public init(mean: [Float], variance: [Float]) {
    precondition(mean.count == variance.count)
    self.mean = mean
    self.variance = variance
  }
}
