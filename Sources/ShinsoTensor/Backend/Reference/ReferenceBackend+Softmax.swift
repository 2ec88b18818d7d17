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
    _ logits: Tensor, labels: Tensor, weights: Tensor?, _ rule: CrossEntropyRule,
    wantsGradient: Bool
  ) -> (loss: Tensor, gradient: Tensor?) {
    let classes = logits.shape[1]
    let weights = weights.map(doubles) ?? [Double](repeating: 1, count: classes)
    let targets = Elements.integers(labels.storage).map(Int.init)
    let counted = targets.filter { $0 != rule.ignoredLabel }
    let divisor = rule.isMean ? counted.reduce(0) { $0 + weights[$1] } : 1
    var loss = 0.0
    var gradients: [Double] = []
    for (row, label) in zip(rows(logits), targets) {
      // The weights of -log p of each class from the label and the smoothing.
      let parts = (0..<classes).map { k in
        label == rule.ignoredLabel
          ? 0
          : weights[k]
            * (rule.smoothing / Double(classes) + (k == label ? 1 - rule.smoothing : 0)) / divisor
      }
      let logarithms = logSoftmax(row)
      // Skip classes without weight, whose logarithm may be infinite.
      loss -= zip(parts, logarithms).reduce(0) { $1.0 == 0 ? $0 : $0 + $1.0 * $1.1 }
      let total = parts.reduce(0, +)
      gradients += zip(parts, logarithms).map { part, logarithm in
        total * exp(logarithm) - part
      }
    }
    // There is no mean of zero rows.
    if divisor == 0 { loss = .nan }
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
