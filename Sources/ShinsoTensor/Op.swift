import CKernels

/// An op's name, as rules, summaries and files use it.
public struct OpName: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(stringLiteral value: String) { self.init(rawValue: value) }
  public var description: String { rawValue }
}

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

/// What `Op.forward` is told and what it keeps.
public struct ForwardContext: Sendable {
  /// For each input, whether its gradient may be asked for. All false: nothing is recorded.
  public let needs: [Bool]
  package private(set) var saved: [Saved] = []

  package struct Saved: Sendable {
    let tensor: Tensor?
    let version: Int
  }

  package init(needs: [Bool]) { self.needs = needs }

  public var isRecording: Bool { needs.contains(true) }

  /// Keeps tensors for the backward pass, which finds them as `pass.saved` in this order.
  public mutating func save(_ tensors: Tensor?...) {
    guard isRecording else { return }
    saved += tensors.map { Saved(tensor: $0?.detached, version: $0?.storage.version ?? 0) }
  }
}

/// What `Op.backward` works with.
public struct BackwardPass: Sendable {
  public let backend: any Backend
  public let inputs: [TensorSpec]
  public let saved: [Tensor?]
  /// The gradient of each output; nil where none arrived.
  public let gradients: [Tensor?]
  /// For each input, whether its gradient is wanted.
  public let needs: [Bool]
  package let rules: [OpName: GradientRule]

  /// The first output's gradient. A node without any is never visited.
  public var gradient: Tensor {
    guard let gradient = gradients[0] else { stop("backward: the first output has no gradient") }
    return gradient
  }

  /// A saved tensor that was given.
  public func saved(_ index: Int) -> Tensor {
    guard let tensor = saved[index] else { stop("backward: nothing was saved at \(index)") }
    return tensor
  }

  /// The gradient before a fused activation, from the one after it and the activation's output;
  /// follows a rule for that activation if there is one.
  package func gradient(
    _ dy: Tensor, before activation: FusedActivation, output y: @autoclosure () -> Tensor
  )
    -> Tensor
  {
    guard let function = activation.function else { return dy }
    let y = y()
    if let rule = rules[function.opName] {
      let pass = BackwardPass(
        backend: backend, inputs: [y.spec], saved: [y], gradients: [dy], needs: [true], rules: [:])
      if case .dense(let dx)? = rule.backward(pass)[0] { return dx }
    }
    return backend.unaryBackward(function, gradient: dy, known: y)
  }
}

/// Replaces the backward of an op for one pass.
public struct GradientRule: Sendable {
  package let backward: @Sendable (BackwardPass) -> [Gradient?]

  /// `backward` gets the pass and returns the gradients of the inputs. For activations,
  /// `pass.saved(0)` is the activation's output, and fused activations follow the rule too.
  public init(_ backward: @escaping @Sendable (BackwardPass) -> [Gradient?]) {
    self.backward = backward
  }

  /// Guided backpropagation: a relu passes on what is positive forward and backward.
  /// Springenberg et al., "Striving for Simplicity", ICLR workshop 2015, section 3.4.
  public static let guided = GradientRule { pass in
    let backend = pass.backend
    let positive = backend.unary(.relu, pass.gradient)
    return [
      .dense(
        backend.unaryBackward(.relu, gradient: positive, known: pass.saved(0)))
    ]
  }

  /// The deconvnet: a relu passes on what is positive backward. Zeiler & Fergus, ECCV 2014.
  public static let deconvnet = GradientRule { pass in
    [.dense(pass.backend.unary(.relu, pass.gradient))]
  }
}

// MARK: - Running ops

/// Runs an op on its inputs' device and records it if gradients may be asked for.
/// A mistake in the shapes or values stops the program with the op, the module path and the shapes.
public func apply(_ op: some Op, _ inputs: [Tensor]) -> [Tensor] {
  apply(op, inputs, as: op.name)
}

/// As `apply`, for a function that is an op under another name.
func apply(_ op: some Op, _ inputs: [Tensor], as name: @autoclosure () -> OpName) -> [Tensor] {
  do {
    return try run(op, inputs)
  } catch {
    stop(OpError(name(), error.problem).description)
  }
}

/// Runs an op that has one output.
public func apply(_ op: some Op, _ inputs: Tensor...) -> Tensor { apply(op, inputs)[0] }

/// As `apply`, but throws where `apply` stops: for graphs that came from a file.
public func run(_ op: some Op, _ inputs: [Tensor]) throws(OpError) -> [Tensor] {
  for input in inputs.dropFirst() where input.device != inputs[0].device {
    throw OpError(op.name, "inputs lie on \(inputs[0].device) and \(input.device)")
  }
  for output in try op.outputs(for: inputs.map(\.spec)) where !output.shape.isPlausible {
    throw OpError(op.name, "an output of shape \(output.shape) is larger than any memory")
  }
  for input in inputs where input.rank > Shape.greatestRank {
    throw OpError(
      op.name, "input \(input.shape) has \(input.rank) axes; \(Shape.greatestRank) is the most")
  }
  let recording = Recording.isEnabled && inputs.contains { $0.origin != nil }
  var context = ForwardContext(needs: inputs.map { recording && $0.origin != nil })
  let device = inputs.first?.device ?? .cpu
  let backend = device.backend
  for input in inputs
  where op.isArithmetic && input.dtype.isFloatingPoint && !backend.computes(in: input.dtype) {
    throw OpError(
      op.name,
      "the device \(device) does not compute in \(input.dtype.rawValue), the type of an "
        + "input of shape \(input.shape); convert it with cast(to: .float32)")
  }
  let outputs = try Profiler.measure(
    .forward, op.name.rawValue, inputs.map(\.shape), made: byteCount
  ) { () throws(OpError) in
    try op.forward(on: backend, inputs.map(\.detached), &context)
  }
  guard recording else { return outputs }
  let handle = Tape.shared.record(op, inputs: inputs, outputs: outputs, context: context)
  return outputs.enumerated().map { index, output in
    output.dtype.isFloatingPoint
      ? Tensor(
        storage: output.storage, shape: output.shape,
        origin: Origin(handle: handle, output: index))
      : output
  }
}

private func byteCount(_ tensors: [Tensor]) -> Int {
  tensors.reduce(0) { $0 + $1.elementCount * $1.dtype.size }
}

extension Shape {
  /// Kernels keep their loops' bounds in arrays of this size.
  fileprivate static let greatestRank = Int(SHINSO_PERMUTE_MAX_RANK)

  /// Whether so many elements can be counted and thought of: attributes may come from a file.
  fileprivate var isPlausible: Bool { product(upTo: 1 << 40) != nil }
}

/// Whether ops are recorded in the current task.
package enum Recording {
  @TaskLocal package static var isEnabled = true
}

/// Runs `body` without recording anything: for inference and for measuring.
public func withoutGradients<R>(_ body: () throws -> R) rethrows -> R {
  try Recording.$isEnabled.withValue(false, operation: body)
}
