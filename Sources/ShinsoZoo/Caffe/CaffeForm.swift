/// A form in which Caffe's files of a network are published: what they call its layers, and which of
/// the network's variants they are of.
public struct CaffeForm: Sendable {
  /// nil: the network has none.
  let variant: String?
  /// The module here of each of their layers with weights that has another name here. The two layers
  /// that make up a normalization, `BatchNorm` and `Scale`, are one module.
  let modules: [String: String]
  /// Layers whose order tells this form from others with the same weights.
  let order: [String]
  /// What a user of the weights should know.
  let note: String?

  public init(
    variant: String? = nil, modules: [String: String] = [:], order: [String] = [],
    note: String? = nil
  ) {
    self.variant = variant
    self.modules = modules
    self.order = order
    self.note = note
  }
}
