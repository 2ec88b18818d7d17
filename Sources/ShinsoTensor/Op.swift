/// One computation as a value: its name and attributes, what shapes it makes of what shapes, how it
/// runs forward on a backend and how gradients run back through it.
public protocol Op: Sendable {
  var name: OpName { get }

  /// Whether it computes with its inputs' values, which then must be of types in which the device
  /// computes. False for an op that only converts or moves them. True if not declared.
  var isArithmetic: Bool { get }

  /// The outputs' shapes and types, or what does not fit.
  func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec]

  /// Computes the outputs. Keeps in `context` what `backward` needs, if anything will need it.
  func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor]

  /// The gradients of the inputs, in order; nil where none is needed or none flows.
  func backward(_ pass: BackwardPass) -> [Gradient?]
}

extension Op {
  public var isArithmetic: Bool { true }
}
