import ShinsoTensor

/// How the values of samples vary together, gathered batch by batch.
public struct Covariance: Sendable {
  /// Samples so far.
  public private(set) var count = 0
  private var sums: [Double] = []
  private var products: [Double] = []

  public init() {}

  /// Takes samples `[N, D]` into account; D is the same in every call.
  public mutating func add(_ batch: Tensor) {
    let width = batch.shape[1]
    if count == 0 {
      sums = [Double](repeating: 0, count: width)
      products = [Double](repeating: 0, count: width * width)
    }
    precondition(sums.count == width, "Covariance: \(batch.shape) after samples of \(sums.count)")
    let x = batch.detached
    Self.accumulate(x.sum(axes: 0), into: &sums)
    Self.accumulate(matmul(x, x, transposingLeft: true), into: &products)
    count += batch.shape[0]
  }

  /// The mean of each value.
  var mean: [Double] { sums.map { $0 / Double(max(count, 1)) } }

  /// The (biased) covariance `[D, D]`.
  var matrix: SymmetricMatrix {
    let mean = mean
    return SymmetricMatrix(size: mean.count) { row, column in
      // A product is computed twice, in two orders.
      let product = products[row * mean.count + column] + products[column * mean.count + row]
      return product / Double(2 * max(count, 1)) - mean[row] * mean[column]
    }
  }

  private static func accumulate(_ values: Tensor, into sums: inout [Double]) {
    for (index, value) in values.scalars().enumerated() { sums[index] += Double(value) }
  }
}
