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
    self.init(mean: mean, directions: directions, variances: [])
  }

  private init(mean: Tensor, directions: Tensor, variances: [Double]) {
    self.mean = mean
    self.directions = directions
    self.variances = variances
  }

  /// - Parameter count: at most D.
  public init(_ covariance: Covariance, count: Int) {
    let (variances, vectors) = covariance.matrix.leadingEigen(count)
    self.variances = variances
    let mean = covariance.mean
    self.mean = Tensor(mean.map { Float($0) })
    directions = Tensor(vectors.joined().map { Float($0) }, shape: [count, mean.count])
  }

  /// Of all samples at once, `[N, D]`. Fewer samples than values have their directions in the small
  /// matrix of their products (N x N), of any rank; directions without variance are arbitrary.
  ///
  /// - Parameter count: at most D.
  public init(of samples: Tensor, count: Int) {
    let (size, width) = (samples.shape[0], samples.shape[1])
    guard size < width else {
      var covariance = Covariance()
      covariance.add(samples)
      self.init(covariance, count: count)
      return
    }
    let flat = samples.detached.scalars().map { Double($0) }
    let values = (0..<size).map { Array(flat[$0 * width..<($0 + 1) * width]) }
    let mean = combined(values, [[Double](repeating: 1 / Double(size), count: size)])[0]
    let rows = values.map { zip($0, mean).map { $0 - $1 } }
    let products = SymmetricMatrix(size: size) { row, column in
      // The half below the diagonal mirrors the other.
      row <= column ? dot(rows[row], rows[column]) / Double(size) : 0
    }.mirrored
    let known = min(count, size)
    let (variances, shares) =
      size <= 100 ? products.eigen() : products.leadingEigen(known)
    var directions = combined(rows, Array(shares[..<known]))
    let noise = 1e-12 * max(variances.first ?? 0, 0)
    var random = SplitMix64(seed: 1)
    for place in 0..<count where place >= known || variances[place] <= noise {
      let vector = (0..<width).map { _ in Double(random.next() >> 11) * 0x1p-52 - 1 }
      if place < known { directions[place] = vector } else { directions.append(vector) }
    }
    orthonormalize(&directions)
    self.init(
      mean: Tensor(mean.map { Float($0) }),
      directions: Tensor(directions.joined().map { Float($0) }, shape: [count, width]),
      variances: (0..<count).map { $0 < known ? max(variances[$0], 0) : 0 })
  }

  /// Samples `[N, D]` to codes `[N, count]`.
  public func encode(_ x: Tensor) -> Tensor { linear(x - mean, directions) }

  public func decode(_ codes: Tensor) -> Tensor { matmul(codes, directions) + mean }

  public func reconstruct(_ x: Tensor) -> Tensor { decode(encode(x)) }
}
