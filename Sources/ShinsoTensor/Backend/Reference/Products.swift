extension ReferenceBackend {
  func matmul(_ a: Tensor, _ b: Tensor, transposeA: Bool, transposeB: Bool) -> Tensor {
    let (m, k) = transposeA ? (a.shape[-1], a.shape[-2]) : (a.shape[-2], a.shape[-1])
    let n = transposeB ? b.shape[-2] : b.shape[-1]
    let leading = a.shape.dims.dropLast(2)
    let batch = leading.reduce(1, *)
    let (x, y) = (doubles(a), doubles(b))
    var values: [Double] = []
    values.reserveCapacity(batch * m * n)
    for i in 0..<batch {
      values += Matrix(x[(i * m * k)..<((i + 1) * m * k)], rows: m, columns: k, transposeA)
        .product(Matrix(y[(i * k * n)..<((i + 1) * k * n)], rows: k, columns: n, transposeB))
    }
    return tensor(values, Shape(leading + [m, n]), resultType(a, b))
  }

  func linear(_ x: Tensor, weight: Tensor, bias: Tensor?, activation: FusedActivation) -> Tensor {
    let (m, n) = (x.shape[0], weight.shape[0])
    let sums = doubles(matmul64(x, weight, transposeB: true))
    let shifts = bias.map(doubles) ?? [Double](repeating: 0, count: n)
    let values = sums.indices.map { activation.value(sums[$0] + shifts[$0 % n]) }
    return tensor(values, [m, n], resultType(x, weight))
  }

  func linearBackwardInput(_ dy: Tensor, weight: Tensor) -> Tensor {
    matmul(dy, weight, transposeA: false, transposeB: false)
  }

  func linearBackwardWeight(_ dy: Tensor, x: Tensor, weight: Tensor) -> Tensor {
    matmul(dy, x, transposeA: true, transposeB: false)
  }
}
