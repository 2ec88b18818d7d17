import Foundation

extension ReferenceBackend {
  func updateSGD(_ parameter: Tensor, gradient: Tensor, velocity: Tensor?, _ step: SGDStep) {
    var values = doubles(parameter)
    var steps = zip(doubles(gradient), values).map { $0 + step.decay * $1 }
    if let velocity {
      steps = zip(doubles(velocity), steps).map { step.momentum * $0 + $1 }
      store(steps, in: velocity)
    }
    for i in values.indices { values[i] -= step.rate * steps[i] }
    store(values, in: parameter)
  }

  func updateAdam(
    _ parameter: Tensor, gradient: Tensor, first: Tensor, second: Tensor, _ step: AdamStep
  ) {
    var (values, m, v) = (doubles(parameter), doubles(first), doubles(second))
    let firstCorrection = 1 - pow(step.beta1, Double(step.count))
    let secondCorrection = 1 - pow(step.beta2, Double(step.count))
    for (i, slope) in doubles(gradient).enumerated() {
      let g = slope + step.decay * values[i]
      m[i] = step.beta1 * m[i] + (1 - step.beta1) * g
      v[i] = step.beta2 * v[i] + (1 - step.beta2) * g * g
      let deviation = (v[i] / secondCorrection).squareRoot()
      values[i] -= step.rate * (m[i] / firstCorrection) / (deviation + step.epsilon)
    }
    store(m, in: first)
    store(v, in: second)
    store(values, in: parameter)
  }
}
