import Foundation
import ShinsoModels
import ShinsoTensor

/// Linear regression with a penalty on the squares of the weights, solved in the samples' products,
/// because there are fewer samples than features.
enum RidgeRegression {
  /// The weights for each target, `[targets][features + 1]`, the bias last.
  ///
  /// - Parameters:
  ///   - targets: `[samples][targets]`.
  ///   - penalty: times the sum of the squares of the weights.
  static func fit(_ rows: FeatureRows, targets: [[Float]], penalty: Double) -> [[Float]] {
    let (n, count) = (rows.count, targets[0].count)
    let means = (0..<count).map { target in
      targets.reduce(0) { $0 + Double($1[target]) } / Double(n)
    }
    let products = withoutGradients { matmul(rows.tensor, rows.tensor, transposingRight: true) }
      .scalars(as: Float.self)
    // The bias is a feature of 1.
    var matrix = products.map { Double($0) + 1 }
    for index in 0..<n { matrix[index * n + index] += penalty }
    factorize(&matrix, n)
    let factors = (0..<count).map { target in
      solve(matrix, n, targets.map { Double($0[target]) - means[target] })
    }
    let weights = withoutGradients {
      matmul(
        Tensor(factors.flatMap { $0.map(Float.init) }, shape: [count, n]), rows.tensor)
    }.scalars(as: Float.self)
    return (0..<count).map { target in
      Array(weights[target * rows.width..<(target + 1) * rows.width])
        + [Float(factors[target].reduce(0, +) + means[target])]
    }
  }

  /// Cholesky's lower triangle in place.
  private static func factorize(_ matrix: inout [Double], _ n: Int) {
    matrix.withUnsafeMutableBufferPointer { a in
      for row in 0..<n {
        for column in 0...row {
          var sum = a[row * n + column]
          for k in 0..<column { sum -= a[row * n + k] * a[column * n + k] }
          a[row * n + column] = column == row ? sum.squareRoot() : sum / a[column * n + column]
        }
      }
    }
  }

  private static func solve(_ triangle: [Double], _ n: Int, _ right: [Double]) -> [Double] {
    var x = right
    for row in 0..<n {
      for k in 0..<row { x[row] -= triangle[row * n + k] * x[k] }
      x[row] /= triangle[row * n + row]
    }
    for row in (0..<n).reversed() {
      for k in row + 1..<n { x[row] -= triangle[k * n + row] * x[k] }
      x[row] /= triangle[row * n + row]
    }
    return x
  }
}
