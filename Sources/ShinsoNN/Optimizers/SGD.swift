import ShinsoTensor

/// Stochastic gradient descent with momentum, as Caffe and PyTorch define it up to the place of the
/// rate: `v = momentum · v + g + decay · p; p -= rate · v`.
public final class SGD: Optimizer {
  public var learningRate: Double
  public let momentum: Double
  public let weightDecay: Double
  private var velocities = ParameterSlots()

  public init(learningRate: Double, momentum: Double = 0, weightDecay: Double = 0) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
  }

  public func update(_ model: Module, with gradients: Gradients) {
    for (parameter, gradient) in model.updates(gradients) {
      let step = SGDStep(
        rate: learningRate * parameter.rateFactor, momentum: momentum,
        decay: weightDecay * parameter.decayFactor)
      let velocity = momentum == 0 ? nil : velocities.tensor(for: parameter)
      parameter.update { value in
        value.device.backend.updateSGD(value, gradient: gradient, velocity: velocity, step)
      }
    }
  }

  public func state(for model: Module) -> [(name: String, tensor: Tensor)] {
    model.parameters.compactMap { name, parameter in
      velocities.existing(for: parameter).map { ("velocity/" + name, $0) }
    }
  }

  public func load(_ state: [String: Tensor], for model: Module) throws(InputError) {
    velocities.removeAll()
    for (name, parameter) in model.parameters {
      guard let tensor = state["velocity/" + name] else { continue }
      velocities.set(try tensor.checked(parameter.shape, name), for: parameter)
    }
  }
}

extension Tensor {
  /// A copy for an optimizer's state, of a parameter's shape.
  func checked(_ shape: Shape, _ name: String) throws(InputError) -> Tensor {
    if self.shape != shape {
      throw InputError("optimizer state", "\(name) has shape \(self.shape), not \(shape)")
    }
    return copied()
  }
}
