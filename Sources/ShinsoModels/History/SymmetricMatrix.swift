import ShinsoTensor

/// A symmetric matrix in double precision.
struct SymmetricMatrix {
  let size: Int
  /// Row-major; both halves.
  private(set) var values: [Double]

  init(size: Int, _ value: (_ row: Int, _ column: Int) -> Double) {
    self.size = size
    values = (0..<size * size).map { value($0 / size, $0 % size) }
  }

  /// With the half below the diagonal as the one above it.
  var mirrored: SymmetricMatrix {
    SymmetricMatrix(size: size) { self[min($0, $1), max($0, $1)] }
  }

  subscript(row: Int, column: Int) -> Double { values[row * size + column] }

  /// Eigenvalues, the largest first, and their orthonormal eigenvectors.
  typealias Eigen = (values: [Double], vectors: [[Double]])

  /// All of them, by Jacobi's method: each rotation makes one element off the diagonal zero, and a
  /// few rounds make all of them so. For up to some hundred rows.
  func eigen() -> Eigen {
    var a = (0..<size).map { Array(values[$0 * size..<($0 + 1) * size]) }
    var vectors = (0..<size).map { row in (0..<size).map { row == $0 ? 1.0 : 0.0 } }
    let negligible = 1e-15 * (values.map(abs).max() ?? 0)
    for _ in 0..<32 {
      var hasTurned = false
      for p in 0..<size {
        for q in p + 1..<max(size, p + 1)
        where abs(a[p][q]) > negligible {
          hasTurned = true
          let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
          let tangent = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
          let cosine = 1 / (tangent * tangent + 1).squareRoot()
          let sine = tangent * cosine
          for k in 0..<size {
            (a[k][p], a[k][q]) = (
              cosine * a[k][p] - sine * a[k][q], sine * a[k][p] + cosine * a[k][q]
            )
          }
          for k in 0..<size {
            (a[p][k], a[q][k]) = (
              cosine * a[p][k] - sine * a[q][k], sine * a[p][k] + cosine * a[q][k]
            )
            (vectors[p][k], vectors[q][k]) = (
              cosine * vectors[p][k] - sine * vectors[q][k],
              sine * vectors[p][k] + cosine * vectors[q][k]
            )
          }
        }
      }
      if !hasTurned { break }
    }
    let order = (0..<size).sorted { a[$0][$0] > a[$1][$1] }
    return (order.map { a[$0][$0] }, order.map { vectors[$0] })
  }

  /// The `count` largest eigenvalues of a matrix without negative ones, by subspace iteration: some
  /// more vectors than are wanted are multiplied by the matrix, made orthogonal and turned to their
  /// best combinations (Rayleigh and Ritz) until each is an eigenvector to ten digits. Golub & Van
  /// Loan, "Matrix computations", section 8.2. Vectors whose eigenvalue is within what rounding makes of
  /// 0 need not settle, and those
  /// of nearly equal eigenvalues, which settle slowly, are taken as they are after 500 rounds.
  func leadingEigen(_ count: Int) -> Eigen {
    precondition((1...size).contains(count), "SymmetricMatrix: \(count) of \(size) eigenvectors")
    var random = SplitMix64(seed: 1)
    let width = min(size, count + max(10, count / 2))
    var basis = (0..<width).map { _ in
      (0..<size).map { _ in Double(random.next() >> 11) * 0x1p-52 - 1 }
    }
    let trace = (0..<size).reduce(0) { $0 + self[$1, $1] }
    orthonormalize(&basis)
    var rounds = 0
    while true {
      rounds += 1
      let product = multiplied(basis)
      let (values, turn) = SymmetricMatrix(size: width) { dot(basis[$0], product[$1]) }.eigen()
      let vectors = combined(basis, turn)
      let images = combined(product, turn)
      let isExact = (0..<count).allSatisfy { i in
        values[i] <= Self.noise * trace
          || zip(images[i], vectors[i]).allSatisfy { abs($0 - values[i] * $1) <= 1e-10 * trace }
      }
      if isExact || rounds == 500 {
        return (Array(values[..<count]), Array(vectors[..<count]))
      }
      // A little of the vectors themselves, so that those that the matrix maps to 0 stay.
      basis = zip(images, vectors).map { zip($0, $1).map { $0 + 1e-14 * trace * $1 } }
      orthonormalize(&basis)
    }
  }

  /// Of the trace: about what products in single precision leave where the true value is 0.
  private static let noise = 1e-6

  /// The matrix times each vector.
  private func multiplied(_ vectors: [[Double]]) -> [[Double]] {
    var sums = vectors.map { [Double](repeating: 0, count: $0.count) }
    for row in 0..<size {
      values[row * size..<(row + 1) * size].withUnsafeBufferPointer { line in
        for (i, vector) in vectors.enumerated() { add(vector[row], line, to: &sums[i]) }
      }
    }
    return sums
  }
}

/// Row i: the vectors weighted by `weights[i]`.
func combined(_ vectors: [[Double]], _ weights: [[Double]]) -> [[Double]] {
  weights.map { weights in
    var sum = [Double](repeating: 0, count: vectors[0].count)
    for (weight, vector) in zip(weights, vectors) {
      vector.withUnsafeBufferPointer { add(weight, $0, to: &sum) }
    }
    return sum
  }
}

/// Gram and Schmidt's method, twice, which is enough for orthogonality to the last digits.
func orthonormalize(_ vectors: inout [[Double]]) {
  for i in vectors.indices {
    for _ in 0..<2 {
      for j in 0..<i {
        let share = dot(vectors[i], vectors[j])
        vectors[j].withUnsafeBufferPointer { add(-share, $0, to: &vectors[i]) }
      }
      let length = dot(vectors[i], vectors[i]).squareRoot()
      if length > 0 { vectors[i] = vectors[i].map { $0 / length } }
    }
  }
}

func dot(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

private func add(_ factor: Double, _ x: UnsafeBufferPointer<Double>, to sum: inout [Double]) {
  sum.withUnsafeMutableBufferPointer { sum in
    for k in 0..<sum.count { sum[k] += factor * x[k] }
  }
}
