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

  /// The matrix with a row vector added to every row.
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
