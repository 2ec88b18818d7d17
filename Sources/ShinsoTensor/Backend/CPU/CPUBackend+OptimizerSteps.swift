import CKernels
import Foundation

extension CPUBackend {
  func update(_ parameter: Tensor, gradient: Tensor, slots: [Tensor], _ rule: UpdateRule) {
    let layout = parameter.cpuLayout
    let weights = parameter.storage.representation.memory
    let slope = memory(gradient, in: layout)
    let kept = slots.map { memory($0, in: layout) }
    let kernel = rule.kernel
    Parallel.aligned(weights.byteCount / 4) { range in
      let at = range.lowerBound
      kernel(
        weights.floats + at, slope.floats + at,
        (kept.first.map { $0.floats + at }, kept.count > 1 ? kept[1].floats + at : nil), range.count
      )
    }
  }

  func convert(_ x: Tensor, toLayoutOf other: Tensor) { _ = memory(x, in: other.cpuLayout) }
}

extension CPUBackend {
  func replaceRows(in x: Tensor, at indices: Tensor, with values: Tensor) {
    let row = x.elementCount / max(x.shape[0], 1) * x.dtype.size
    let target = x.storage.plainMemory
    let source = values.storage.plainMemory
    let list = indices.storage.plainMemory
    let index = list.address.assumingMemoryBound(to: Int64.self)
    Parallel.ranges(indices.elementCount, cost: row / 4) { range in
      for k in range {
        (target.address + Int(index[k]) * row).copyMemory(
          from: source.address + k * row, byteCount: row)
      }
    }
  }
}

extension UpdateRule {
  fileprivate typealias Kernel = (
    _ weights: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>,
    _ slots: (UnsafeMutablePointer<Float>?, UnsafeMutablePointer<Float>?), _ count: Int
  ) -> Void

  fileprivate var kernel: Kernel {
    switch self {
    case .sgd(let rate, let momentum, let decay, let nesterov, let scale):
      let rule = shinso_sgd(
        learning_rate: Float(rate), momentum: Float(momentum), weight_decay: Float(decay),
        gradient_scale: Float(scale), nesterov: nesterov ? 1 : 0)
      return { weights, gradient, slots, count in
        withUnsafePointer(to: rule) { shinso_sgd_step(weights, slots.0, gradient, $0, count) }
      }
    case .adam(let rate, let beta1, let beta2, let epsilon, let decay, let decoupled, let number):
      let rule = shinso_adam(
        learning_rate: Float(rate), beta1: Float(beta1), beta2: Float(beta2),
        epsilon: Float(epsilon), weight_decay: Float(decay), gradient_scale: 1,
        // By the rounded betas, so that the first steps' errors cancel.
        correction1: Float(1 - pow(Double(Float(beta1)), Double(number))),
        correction2: Float(1 - pow(Double(Float(beta2)), Double(number))),
        decoupled: decoupled ? 1 : 0)
      return { weights, gradient, slots, count in
        withUnsafePointer(to: rule) {
          shinso_adam_step(weights, slots.0, slots.1, gradient, $0, count)
        }
      }
    case .adaGrad(let rate, let epsilon, let decay):
      let rule = shinso_adagrad(
        learning_rate: Float(rate), epsilon: Float(epsilon), weight_decay: Float(decay),
        gradient_scale: 1)
      return { weights, gradient, slots, count in
        withUnsafePointer(to: rule) { shinso_adagrad_step(weights, slots.0, gradient, $0, count) }
      }
    case .rmsProp(let rate, let alpha, let epsilon, let decay):
      let rule = shinso_rmsprop(
        learning_rate: Float(rate), alpha: Float(alpha), epsilon: Float(epsilon),
        weight_decay: Float(decay), gradient_scale: 1)
      return { weights, gradient, slots, count in
        withUnsafePointer(to: rule) { shinso_rmsprop_step(weights, slots.0, gradient, $0, count) }
      }
    case .adadelta(let rate, let rho, let epsilon, let decay):
      let rule = shinso_adadelta(
        learning_rate: Float(rate), rho: Float(rho), epsilon: Float(epsilon),
        weight_decay: Float(decay), gradient_scale: 1)
      return { weights, gradient, slots, count in
        withUnsafePointer(to: rule) {
          shinso_adadelta_step(weights, slots.0, slots.1, gradient, $0, count)
        }
      }
    }
  }
}
