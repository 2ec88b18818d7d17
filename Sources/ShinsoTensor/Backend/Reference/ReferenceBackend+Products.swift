extension ReferenceBackend {
  func matmul(_ a: Tensor, _ b: Tensor, transposeA: Bool, transposeB: Bool) -> Tensor {
    let (left, right) = (matrices(a, transposed: transposeA), matrices(b, transposed: transposeB))
    let leading = a.shape.dims.dropLast(2)
    let m = transposeA ? a.shape[-1] : a.shape[-2]
    let n = transposeB ? b.shape[-2] : b.shape[-1]
    return tensor(
      zip(left, right).flatMap { ($0 * $1).values }, Shape(leading + [m, n]), resultType(a, b))
  }

  func linear(_ x: Tensor, weight: Tensor, bias: Tensor?, activation: FusedActivation) -> Tensor {
    var y = matrix(x) * matrix(weight).transposed
    if let bias { y = y.addingToRows(doubles(bias)) }
    return tensor(
      y.values.map(activation.value), [y.rows, y.columns], resultType(x, weight))
  }

  func linearBackwardInput(_ dy: Tensor, weight: Tensor) -> Tensor {
    matmul(dy, weight, transposeA: false, transposeB: false)
  }

  func linearBackwardWeight(_ dy: Tensor, x: Tensor, weight: Tensor) -> Tensor {
    matmul(dy, x, transposeA: true, transposeB: false)
  }

  /// x seen as a matrix of its last axis by all others.
  func matrix(_ x: Tensor) -> Matrix {
    Matrix(x.shape.dims.dropLast().reduce(1, *), x.shape[-1], doubles(x))
  }

  private func matrices(_ x: Tensor, transposed: Bool) -> [Matrix] {
    let (rows, columns) = (x.shape[-2], x.shape[-1])
    let values = doubles(x)
    return (0..<x.shape.dims.dropLast(2).reduce(1, *)).map { i in
      let part = Array(values[(i * rows * columns)..<((i + 1) * rows * columns)])
      let matrix = Matrix(rows, columns, part)
      return transposed ? matrix.transposed : matrix
    }
  }
}

/// A matrix in row-major order.
struct Matrix {
  let rows: Int
  let columns: Int
  var values: [Double]

  init(_ rows: Int, _ columns: Int, _ values: [Double]) {
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  subscript(row: Int) -> ArraySlice<Double> { values[(row * columns)..<((row + 1) * columns)] }

  /// `count` rows from `start`.
  func rows(_ start: Int, _ count: Int) -> Matrix {
    Matrix(count, columns, Array(values[(start * columns)..<((start + count) * columns)]))
  }

  var transposed: Matrix {
    var result = Matrix(columns, rows, [Double](repeating: 0, count: values.count))
    for row in 0..<rows {
      for column in 0..<columns {
        result.values[column * rows + row] = values[row * columns + column]
      }
    }
    return result
  }

  /// A row vector added to every row.
  func addingToRows(_ vector: [Double]) -> Matrix {
    Matrix(rows, columns, values.indices.map { values[$0] + vector[$0 % columns] })
  }

  /// The sum of the rows.
  var columnSums: [Double] {
    (0..<columns).map { column in (0..<rows).reduce(0) { $0 + values[$1 * columns + column] } }
  }

  static func + (a: Matrix, b: Matrix) -> Matrix {
    Matrix(a.rows, a.columns, zip(a.values, b.values).map(+))
  }

  static func * (a: Matrix, b: Matrix) -> Matrix {
    let (k, n) = (a.columns, b.columns)
    var result = Matrix(a.rows, n, [Double](repeating: 0, count: a.rows * n))
    result.values.withUnsafeMutableBufferPointer { sums in
      b.values.withUnsafeBufferPointer { right in
        for row in 0..<a.rows {
          for inner in 0..<k {
            let factor = a.values[row * k + inner]
            for column in 0..<n {
              sums[row * n + column] += factor * right[inner * n + column]
            }
          }
        }
      }
    }
    return result
  }
}
