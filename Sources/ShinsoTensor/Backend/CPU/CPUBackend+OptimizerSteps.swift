import CKernels
import Foundation

extension CPUBackend {
  func updateSGD(_ parameter: Tensor, gradient: Tensor, velocity: Tensor?, _ step: SGDStep) {
    let layout = parameter.cpuLayout
    let weights = parameter.storage.representation.memory
    let slope = memory(gradient, in: layout)
    let momentum = velocity.map { memory($0, in: layout) }
    Parallel.aligned(weights.byteCount / 4) { range in
      var rule = shinso_sgd(
        learning_rate: Float(step.rate), momentum: Float(step.momentum),
        weight_decay: Float(step.decay), gradient_scale: 1, nesterov: 0)
      let at = range.lowerBound
      shinso_sgd_step(
        weights.floats + at, momentum.map { $0.floats + at }, slope.floats + at, &rule,
        range.count)
    }
  }

  func updateAdam(
    _ parameter: Tensor, gradient: Tensor, first: Tensor, second: Tensor, _ step: AdamStep
  ) {
    let layout = parameter.cpuLayout
    let weights = parameter.storage.representation.memory
    let slope = memory(gradient, in: layout)
    let mean = memory(first, in: layout)
    let square = memory(second, in: layout)
    Parallel.aligned(weights.byteCount / 4) { range in
      var rule = shinso_adam(
        learning_rate: Float(step.rate), beta1: Float(step.beta1), beta2: Float(step.beta2),
        epsilon: Float(step.epsilon), weight_decay: Float(step.decay), gradient_scale: 1,
        // By the rounded betas, so that the first steps' errors cancel.
        correction1: Float(1 - pow(Double(Float(step.beta1)), Double(step.count))),
        correction2: Float(1 - pow(Double(Float(step.beta2)), Double(step.count))), decoupled: 0)
      let at = range.lowerBound
      shinso_adam_step(
        weights.floats + at, mean.floats + at, square.floats + at, slope.floats + at, &rule,
        range.count)
    }
  }
}
