import Foundation

extension ReferenceBackend {
  func update(_ parameter: Tensor, gradient: Tensor, slots: [Tensor], _ rule: UpdateRule) {
    var values = doubles(parameter)
    var kept = slots.map(doubles)
    for (i, slope) in doubles(gradient).enumerated() {
      values[i] = rule.step(values[i], slope, &kept, i)
    }
    for (values, slot) in zip(kept, slots) { store(values, in: slot) }
    store(values, in: parameter)
  }

  func replaceRows(in x: Tensor, at indices: Tensor, with values: Tensor) {
    var result = doubles(x)
    let rows = doubles(values)
    let inner = Extents(x.shape, axis: 0).inner
    for (k, row) in Elements.integers(indices.storage).enumerated() {
      for i in 0..<inner { result[Int(row) * inner + i] = rows[k * inner + i] }
    }
    store(result, in: x)
  }
}

extension UpdateRule {
  /// The new value of element i.
  fileprivate func step(_ p: Double, _ slope: Double, _ kept: inout [[Double]], _ i: Int) -> Double
  {
    switch self {
    case .sgd(let rate, let momentum, let decay, let nesterov, let scale):
      let g = scale * slope + decay * p
      if kept.isEmpty { return p - rate * g }
      kept[0][i] = momentum * kept[0][i] + g
      return p - rate * (nesterov ? g + momentum * kept[0][i] : kept[0][i])
    case .adam(let rate, let beta1, let beta2, let epsilon, let decay, let decoupled, let count):
      let g = slope + (decoupled ? 0 : decay * p)
      kept[0][i] = beta1 * kept[0][i] + (1 - beta1) * g
      kept[1][i] = beta2 * kept[1][i] + (1 - beta2) * g * g
      let mean = kept[0][i] / (1 - pow(beta1, Double(count)))
      let deviation = (kept[1][i] / (1 - pow(beta2, Double(count)))).squareRoot()
      return (decoupled ? p * (1 - rate * decay) : p) - rate * mean / (deviation + epsilon)
    case .adaGrad(let rate, let epsilon, let decay):
      let g = slope + decay * p
      kept[0][i] += g * g
      return p - rate * g / (kept[0][i].squareRoot() + epsilon)
    case .rmsProp(let rate, let alpha, let epsilon, let decay):
      let g = slope + decay * p
      kept[0][i] = alpha * kept[0][i] + (1 - alpha) * g * g
      return p - rate * g / (kept[0][i].squareRoot() + epsilon)
    case .adadelta(let rate, let rho, let epsilon, let decay):
      let g = slope + decay * p
      kept[0][i] = rho * kept[0][i] + (1 - rho) * g * g
      let d = ((kept[1][i] + epsilon) / (kept[0][i] + epsilon)).squareRoot() * g
      kept[1][i] = rho * kept[1][i] + (1 - rho) * d * d
      return p - rate * d
    }
  }
}
