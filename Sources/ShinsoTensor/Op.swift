/// A computation as a value: its name and attributes, the shapes of its outputs, its forward pass
/// on a backend, and its backward pass.
public protocol Op: Sendable, Hashable {
  /// Unique among the ops.
  var name: OpName { get }

  /// The roles of the inputs, in order. If an op takes any number of inputs, the last role is
  /// repeated. Only "input" by default.
  var inputNames: [String] { get }

  /// Whether it computes with the values of its inputs, whose types must then be types in which the
  /// device computes. False for an op that only converts or moves them; true by default.
  var isArithmetic: Bool { get }

  /// Whether the result depends on a random key in addition to the inputs. False by default.
  var isRandom: Bool { get }

  /// Whether the output is the input's memory with another shape. False by default.
  var isView: Bool { get }

  /// The shapes and types of the outputs. Throws if the inputs do not fit.
  func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec]

  /// The multiply-adds of a convolution or of a matrix product; 0, the default, for any other op.
  /// They are those of the direct way, whatever way a backend takes.
  func multiplyAdds(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int

  /// Computes the outputs, and saves in `context` what `backward` needs, unless nothing is
  /// recorded.
  func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor]

  /// The gradients of the inputs, in order; nil if a gradient is not needed or zero.
  func backward(_ pass: BackwardPass) -> [Gradient?]
}

extension Op {
  public var inputNames: [String] { ["input"] }
  public var isArithmetic: Bool { true }
  public var isRandom: Bool { false }
  public var isView: Bool { false }
  public func multiplyAdds(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int { 0 }
}
