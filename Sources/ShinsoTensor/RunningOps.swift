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
  let device = inputs.first?.device ?? .cpu
  let backend = device.backend
  var comesFromParameters = false
  for input in inputs {
    if input.device != device {
      throw OpError(op.name, "inputs lie on \(device) and \(input.device)")
    }
    if input.origin != nil { comesFromParameters = true }
  }
  let specs = inputs.map(\.spec)
  let results = try op.checkedOutputs(for: specs)
  for spec in specs
  where op.isArithmetic && spec.dtype.isFloatingPoint && !backend.computes(in: spec.dtype) {
    throw OpError(
      op.name,
      "the device \(device) does not compute in \(spec.dtype.rawValue), the type of an "
        + "input of shape \(spec.shape); convert it with cast(to: .float32)")
  }
  let isRecording = comesFromParameters && Recording.isEnabled
  var context =
    isRecording
    ? ForwardContext(needs: inputs.map { $0.origin != nil })
    : ForwardContext(inputCount: inputs.count)
  let plain = comesFromParameters ? inputs.map(\.detached) : inputs
  let outputs = try Profiler.measure(
    .forward, op.name.rawValue, inputs.map(\.shape), made: byteCount
  ) { () throws(OpError) in
    try op.forward(on: backend, plain, &context)
  }
  guard isRecording else { return outputs }
  let node = Node(op, inputs: inputs, specs, outputs: results, saved: context.saved)
  return outputs.enumerated().map { index, output in
    output.dtype.isFloatingPoint
      ? Tensor(
        storage: output.storage, shape: output.shape, origin: Origin(node: node, output: index))
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
        "input \(input.shape) has \(counted(input.shape.rank, "axis", "axes")); "
          + "\(Shape.greatestRank) is the most"
      )
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
