/// One computation as a value: its name and attributes, what shapes it makes of what shapes, how it
/// runs forward on a backend and how gradients run back through it.
public protocol Op: Sendable, Hashable {
  /// Unique among the ops.
  var name: OpName { get }

  /// The roles of the inputs, in order; an op that takes any number of them repeats the last. Only
  /// "input" if not declared.
  var inputNames: [String] { get }

  /// Whether it computes with its inputs' values, which then must be of types in which the device
  /// computes. False for an op that only converts or moves them. True if not declared.
  var isArithmetic: Bool { get }

  /// Whether the result depends on a random key besides the inputs. False if not declared.
  var isRandom: Bool { get }

  /// Whether the output is the input's memory under another shape. False if not declared.
  var isView: Bool { get }

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
  public var inputNames: [String] { ["input"] }
  public var isArithmetic: Bool { true }
  public var isRandom: Bool { false }
  public var isView: Bool { false }
}
