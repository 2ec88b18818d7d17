import ShinsoTensor

/// Changes parameters by their gradients.
public protocol Optimizer: AnyObject {
  /// What schedules change between updates.
  var learningRate: Double { get set }

  /// One step on every parameter of the model that has a gradient and is not frozen. A part may be
  /// added to the model between steps; one that was taken out must not be among the gradients.
  func update(_ model: Module, with gradients: Gradients)

  /// Everything that the next step depends on besides the parameters, by name.
  func state(for model: Module) -> [(name: String, tensor: Tensor)]

  /// Takes over such a state. Strict, as a model's: what is missing, unexpected, misshapen or of
  /// another type is an error, and then nothing is changed.
  func load(_ state: [String: Tensor], for model: Module) throws(InputError)
}
