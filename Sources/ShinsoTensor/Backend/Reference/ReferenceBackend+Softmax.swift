import Foundation

extension ReferenceBackend {
  func softmax(_ x: Tensor, logarithmic: Bool) -> Tensor {
    let values = rows(x).flatMap { row in
      let logarithms = logSoftmax(row)
      return logarithmic ? logarithms : logarithms.map { exp($0) }
    }
    return tensor(values, x.shape, x.dtype)
  }

  func softmaxBackward(_ dy: Tensor, output: Tensor, logarithmic: Bool) -> Tensor {
    let values = zip(rows(dy), rows(output)).flatMap { gradients, outputs in
      if logarithmic {
        let sum = gradients.reduce(0, +)
        return zip(gradients, outputs).map { $0 - exp($1) * sum }
      }
      let sum = zip(gradients, outputs).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(gradients, outputs).map { $1 * ($0 - sum) }
    }
    return tensor(values, dy.shape, resultType(dy, output))
  }

  func softmaxCrossEntropy(
    _ logits: Tensor, labels: Tensor, wantsGradient: Bool
  ) -> (loss: Tensor, gradient: Tensor?) {
    let count = Double(logits.shape[0])
    var loss = 0.0
    var gradients: [Double] = []
    for (row, label) in zip(rows(logits), Elements.integers(labels.storage)) {
      let logarithms = logSoftmax(row)
      loss -= logarithms[Int(label)] / count
      gradients += logarithms.enumerated().map { i, logarithm in
        (exp(logarithm) - (i == Int(label) ? 1 : 0)) / count
      }
    }
    return (
      tensor([loss], [], logits.dtype),
      wantsGradient ? tensor(gradients, logits.shape, logits.dtype) : nil
    )
  }

  private func rows(_ x: Tensor) -> [[Double]] {
    let matrix = matrix(x)
    return (0..<matrix.rows).map { Array(matrix[$0]) }
  }

  /// The greatest element is subtracted first, so that nothing overflows.
  private func logSoftmax(_ row: [Double]) -> [Double] {
    let greatest = row.max() ?? 0
    let sum = row.reduce(0) { $0 + exp($1 - greatest) }
    return row.map { $0 - greatest - log(sum) }
  }
}
