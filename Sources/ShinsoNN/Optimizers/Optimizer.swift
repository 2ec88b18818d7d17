import ShinsoTensor

/// Updates parameters using their gradients.
public protocol Optimizer: AnyObject {
  /// The learning rate, which schedules change between updates.
  var learningRate: Double { get set }

  /// Updates every parameter of the model that has a gradient and is not frozen. Parts may be added
  /// to the model between steps, but the gradients must not contain parameters of removed parts.
  func update(_ model: Module, with gradients: Gradients)

  /// Everything that the next step depends on, besides the parameters, by name.
  func state(for model: Module) -> [(name: String, tensor: Tensor)]

  /// Loads such a state. Anything missing or unexpected, or with the wrong shape or type, is an
  /// error, and nothing is changed in that case.
  func load(_ state: [String: Tensor], for model: Module) throws(InputError)
}
