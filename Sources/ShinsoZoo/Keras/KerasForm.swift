/// How a network of the registry takes weights of Keras: its convolutions, normalizations and dense
/// layers have the order that they have here.
public struct KerasForm: Sendable {
  /// The variant that computes as Keras's network does; nil: the network has none.
  let variant: String?

  public init(variant: String? = nil) { self.variant = variant }
}
