import ShinsoTensor

/// Adam. Kingma & Ba, ICLR 2015, algorithm 1; decay is added to the gradient.
public final class Adam: Optimizer {
  public var learningRate: Double
  public let beta1: Double
  public let beta2: Double
  public let epsilon: Double
  public let weightDecay: Double
  private var count = 0
  private var first = ParameterSlots()
  private var second = ParameterSlots()

  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  public func update(_ model: Module, with gradients: Gradients) {
    count += 1
    for (parameter, gradient) in model.updates(gradients) {
      let step = AdamStep(
        rate: learningRate * parameter.rateFactor, beta1: beta1, beta2: beta2, epsilon: epsilon,
        decay: weightDecay * parameter.decayFactor, count: count)
      let mean = first.tensor(for: parameter)
      let square = second.tensor(for: parameter)
      parameter.update { value in
        value.device.backend.updateAdam(
          value, gradient: gradient, first: mean, second: square, step)
      }
    }
  }

  public func state(for model: Module) -> [(name: String, tensor: Tensor)] {
    [("count", Tensor([Int64(count)]))]
      + model.parameters.flatMap { name, parameter in
        [("first/", first), ("second/", second)].compactMap { prefix, slots in
          slots.existing(for: parameter).map { (prefix + name, $0) }
        }
      }
  }

  public func load(_ state: [String: Tensor], for model: Module) throws(InputError) {
    guard let count = state["count"], count.elementCount == 1 else {
      throw InputError("optimizer state", "is not Adam's: it has no count of steps")
    }
    self.count = Int(count.scalars(as: Int64.self)[0])
    first.removeAll()
    second.removeAll()
    for (name, parameter) in model.parameters {
      guard let mean = state["first/" + name], let square = state["second/" + name] else {
        continue
      }
      first.set(try mean.checked(parameter.shape, name), for: parameter)
      second.set(try square.checked(parameter.shape, name), for: parameter)
    }
  }
}
