import ShinsoTensor

/// Changes parameters by their gradients.
public protocol Optimizer: AnyObject {
  /// What schedules change between updates.
  var learningRate: Double { get set }

  /// One step on every parameter that has a gradient and is not frozen.
  func update(_ model: Module, with gradients: Gradients)

  /// Everything that the next step depends on besides the parameters, by name.
  func state(for model: Module) -> [(name: String, tensor: Tensor)]

  /// Takes over such a state.
  func load(_ state: [String: Tensor], for model: Module) throws(InputError)
}

/// Tensors that an optimizer keeps beside each parameter.
struct ParameterSlots {
  private var tensors: [ObjectIdentifier: Tensor] = [:]

  /// Zeros at first.
  mutating func tensor(for parameter: Parameter) -> Tensor {
    let id = ObjectIdentifier(parameter)
    if let tensor = tensors[id] { return tensor }
    let tensor = Tensor.zeros(parameter.shape, on: parameter.value.device)
    tensors[id] = tensor
    return tensor
  }

  func existing(for parameter: Parameter) -> Tensor? { tensors[ObjectIdentifier(parameter)] }

  mutating func set(_ tensor: Tensor, for parameter: Parameter) {
    tensors[ObjectIdentifier(parameter)] = tensor
  }

  mutating func removeAll() { tensors = [:] }
}

extension Module {
  /// The parameters that a step changes, with the gradients it changes them by.
  func updates(_ gradients: Gradients) -> [(parameter: Parameter, gradient: Tensor)] {
    parameters.compactMap { _, parameter in
      guard !parameter.isFrozen, let gradient = gradients[parameter] else { return nil }
      return (parameter, gradient.tensor)
    }
  }
}
