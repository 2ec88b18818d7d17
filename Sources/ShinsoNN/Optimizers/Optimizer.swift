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
    let value = parameter.value
    let tensor = Tensor.zeros(value.shape, dtype: value.dtype, on: value.device)
    tensors[id] = tensor
    return tensor
  }

  func existing(for parameter: Parameter) -> Tensor? { tensors[ObjectIdentifier(parameter)] }

  mutating func set(_ tensor: Tensor, for parameter: Parameter) {
    tensors[ObjectIdentifier(parameter)] = tensor
  }
}
