import ShinsoTensor

/// A linear support vector machine for two classes on many dense rows: the squared hinge loss,
/// ½ w·w + C Σ max(0, 1 − y w·x)² with the bias as one more feature of 1, by coordinate descent in the
/// dual (Hsieh et al., "A dual coordinate descent method for large-scale linear SVM", ICML 2008,
/// algorithm 1). The same problem as LIBLINEAR's, whose sparse rows take four times the memory and time.
public struct DenseSVM: Sendable {
  /// One weight a feature, the bias last.
  public let weights: [Float]

  /// Passes over the rows at most, and the violation of the optimum's conditions that is small enough,
  /// as LIBLINEAR has it.
  private static let mostPasses = 200
  private static let tolerance: Float = 0.1

  public init(weights: [Float]) { self.weights = weights }

  /// - Parameters:
  ///   - rows: of equal length.
  ///   - isPositive: of each row.
  ///   - cost: C.
  ///   - seed: of the order in which rows are taken.
  public init(rows: [[Float]], isPositive: [Bool], cost: Double, seed: UInt64) {
    precondition(
      rows.count == isPositive.count && !rows.isEmpty && cost > 0,
      "DenseSVM: \(rows.count) rows, \(isPositive.count) labels, cost \(cost)")
    let width = rows[0].count
    let ridge = Float(1 / (2 * cost))
    var weights = [Float](repeating: 0, count: width)
    var bias: Float = 0
    var factors = [Float](repeating: 0, count: rows.count)
    let lengths = rows.map { row in
      row.withUnsafeBufferPointer { Self.product($0, $0) } + 1 + ridge
    }
    var order = Array(rows.indices)
    var generator = SplitMix64(seed: seed)
    weights.withUnsafeMutableBufferPointer { weights in
      for _ in 0..<Self.mostPasses {
        order.seededShuffle(using: &generator)
        var (least, most) = (Float.infinity, -Float.infinity)
        for index in order {
          let sign: Float = isPositive[index] ? 1 : -1
          rows[index].withUnsafeBufferPointer { row in
            let value = Self.product(UnsafeBufferPointer(weights), row) + bias
            let slope = sign * value - 1 + ridge * factors[index]
            let violation = factors[index] == 0 ? min(slope, 0) : slope
            least = min(least, violation)
            most = max(most, violation)
            if abs(violation) < 1e-12 { return }
            let former = factors[index]
            factors[index] = max(former - slope / lengths[index], 0)
            let step = sign * (factors[index] - former)
            for place in 0..<width { weights[place] += step * row[place] }
            bias += step
          }
        }
        if most - least < Self.tolerance { break }
      }
    }
    self.weights = weights + [bias]
  }

  /// In eight sums, so that the compiler may use vectors.
  private static func product(
    _ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>
  ) -> Float {
    var sums = SIMD8<Float>.zero
    let whole = a.count / 8 * 8
    let (first, second) = (UnsafeRawBufferPointer(a), UnsafeRawBufferPointer(b))
    for place in stride(from: 0, to: 4 * whole, by: 32) {
      sums +=
        first.loadUnaligned(fromByteOffset: place, as: SIMD8<Float>.self)
        * second.loadUnaligned(fromByteOffset: place, as: SIMD8<Float>.self)
    }
    return (whole..<a.count).reduce(sums.sum()) { $0 + a[$1] * b[$1] }
  }

  /// The value that decides: positive for one class, negative for the other.
  public func decision(_ row: [Float]) -> Float {
    row.withUnsafeBufferPointer { row in
      weights.withUnsafeBufferPointer {
        Self.product(row, UnsafeBufferPointer(rebasing: $0[..<row.count]))
      }
    } + weights[row.count]
  }
}
