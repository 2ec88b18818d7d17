extension ReferenceBackend {
  func matmul(_ a: Tensor, _ b: Tensor, transposeA: Bool, transposeB: Bool) -> Tensor {
    let (left, right) = (matrices(a, transposed: transposeA), matrices(b, transposed: transposeB))
    let leading = a.shape.dims.dropLast(2)
    let m = transposeA ? a.shape[-1] : a.shape[-2]
    let n = transposeB ? b.shape[-2] : b.shape[-1]
    return tensor(
      zip(left, right).flatMap { ($0 * $1).values }, Shape(leading + [m, n]), resultType(a, b))
  }

  func linear(_ x: Tensor, weight: Tensor, _ epilogue: Epilogue) -> Tensor {
    var y = matrix(x) * matrix(weight).transposed
    if let bias = epilogue.bias { y = y.addingToRows(doubles(bias)) }
    return tensor(
      finished(y.values, epilogue), [y.rows, y.columns], resultType(x, weight))
  }

  func linearBackwardInput(_ dy: Tensor, weight: Tensor) -> Tensor {
    matmul(dy, weight, transposeA: false, transposeB: false)
  }

  func linearBackwardWeight(_ dy: Tensor, x: Tensor, weight: Tensor) -> Tensor {
    matmul(dy, x, transposeA: true, transposeB: false)
  }

  /// x as a matrix whose rows run along its last axis.
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
