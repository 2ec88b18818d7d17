import ShinsoNN
import ShinsoTensor

/// The directions in which samples vary most: the best linear code of its length, which a
/// ``DeepAutoencoder`` has to beat. Pearson, Philosophical Magazine 2, 1901.
///
/// ```swift
/// var covariance = Covariance()
/// while let batch = try batches.next() { covariance.add(batch.samples.flattened(from: 1)) }
/// let pca = PrincipalComponents(covariance, count: 30)
/// ```
public struct PrincipalComponents: Sendable {
  /// `[D]`.
  public let mean: Tensor
  /// `[count, D]`, orthonormal, the one with the largest variance first.
  public let directions: Tensor
  /// Of the samples along each direction; empty if they were not measured.
  public let variances: [Double]

  /// Components that were found before.
  public init(mean: Tensor, directions: Tensor) {
    self.mean = mean
    self.directions = directions
    variances = []
  }

  /// - Parameter count: at most D.
  public init(_ covariance: Covariance, count: Int) {
    let (variances, vectors) = covariance.matrix.leadingEigen(count)
    self.variances = variances
    let mean = covariance.mean
    self.mean = Tensor(mean.map { Float($0) })
    directions = Tensor(vectors.joined().map { Float($0) }, shape: [count, mean.count])
  }

  /// Samples `[N, D]` to codes `[N, count]`.
  public func encode(_ x: Tensor) -> Tensor { linear(x - mean, directions) }

  public func decode(_ codes: Tensor) -> Tensor { matmul(codes, directions) + mean }

  public func reconstruct(_ x: Tensor) -> Tensor { decode(encode(x)) }
}
