import CKernels

/// Runs an op on its inputs' device and records it if gradients may be needed.
/// A mistake in the shapes or values stops the program with the op, the module path and the shapes.
public func applyOp(_ op: some Op, _ inputs: [Tensor]) -> [Tensor] {
  applyOp(op, inputs, as: op.name)
}

/// Like `applyOp`, for a function that uses an op under another name.
func applyOp(_ op: some Op, _ inputs: [Tensor], as name: @autoclosure () -> OpName) -> [Tensor] {
  do {
    return try runOp(op, inputs)
  } catch {
    stop(OpError(name(), error.problem).description)
  }
}

/// Runs an op that has one output.
public func applyOp(_ op: some Op, _ inputs: Tensor...) -> Tensor { applyOp(op, inputs)[0] }

/// Like `applyOp`, but throws instead of stopping the program; for graphs read from a file.
public func runOp(_ op: some Op, _ inputs: [Tensor]) throws(OpError) -> [Tensor] {
  if Trace.concerns(inputs) { return try Trace.note(op, inputs) }
  for input in inputs.dropFirst() where input.device != inputs[0].device {
    throw OpError(op.name, "inputs lie on \(inputs[0].device) and \(input.device)")
  }
  _ = try op.checkedOutputs(for: inputs.map(\.spec))
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

extension Op {
  /// The outputs' shapes and types, within what a backend can hold; or what does not fit.
  public func checkedOutputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    let outputs = try outputs(for: inputs)
    for output in outputs where !output.shape.isPlausible {
      throw OpError(name, "an output of shape \(output.shape) is larger than any memory")
    }
    for input in inputs where input.shape.rank > Shape.greatestRank {
      throw OpError(
        name,
        "input \(input.shape) has \(input.shape.rank) axes; \(Shape.greatestRank) is the most")
    }
    return outputs
  }
}

private func byteCount(_ tensors: [Tensor]) -> Int {
  tensors.reduce(0) { $0 + $1.elementCount * $1.dtype.size }
}

extension Shape {
  /// The kernels' arrays of loop bounds have this size.
  fileprivate static let greatestRank = Int(SHINSO_PERMUTE_MAX_RANK)

  /// Whether the number of elements is reasonable; attributes may come from a file.
  fileprivate var isPlausible: Bool { product(upTo: 1 << 40) != nil }
}
