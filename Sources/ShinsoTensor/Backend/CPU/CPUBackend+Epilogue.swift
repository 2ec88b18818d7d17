import CKernels

/// What convolutions and products do with their sums.
extension CPUBackend {
  /// Runs a primitive on `buffers` and an epilogue's tensors into y, and then whatever of the
  /// epilogue the primitive does not do itself.
  func run(
    _ primitive: Primitive, _ buffers: [Memory], _ epilogue: Epilogue, fused: EpilogueForm,
    into y: Tensor, _ layout: CPULayout?
  ) {
    var buffers = buffers
    if let bias = epilogue.bias { buffers.append(bias.storage.plainMemory) }
    if fused.hasResidual, let residual = epilogue.residual {
      buffers.append(memory(residual, in: layout))
    }
    primitive.run(buffers)
    if fused != EpilogueForm(epilogue) {
      finish(y, epilogue.residual, epilogue.activation)
    }
  }

  /// Adds a residual to y and applies an activation, both in place. y is new: nobody else has its
  /// memory.
  func finish(_ y: Tensor, _ residual: Tensor?, _ activation: FusedActivation) {
    let layout = y.cpuLayout
    let result = y.storage.representation.memory
    let addend = residual.map { memory($0, in: layout) }
    Parallel.aligned(layout?.elementCount ?? y.elementCount) { range in
      let at = result.floats + range.lowerBound
      if let addend {
        shinso_binary_forward(
          SHINSO_BINARY_ADD, at, 1, range.count, at, 0, 1, addend.floats + range.lowerBound, 0, 1)
      }
      if let function = activation.function { apply(function, at, at, range.count) }
    }
    if let function = activation.function, !function.keepsZero { clearPadding(y) }
  }

  /// Makes the channels beyond the last one zero again.
  private func clearPadding(_ y: Tensor) {
    guard case .blocked(let shape, let block)? = y.cpuLayout, shape[1] % block != 0 else { return }
    let groups = (shape[1] + block - 1) / block
    let pixels = shape[2] * shape[3]
    let result = y.storage.representation.memory.floats
    for image in 0..<shape[0] {
      let plane = result + ((image + 1) * groups - 1) * pixels * block
      for pixel in 0..<pixels {
        (plane + pixel * block + shape[1] % block).update(
          repeating: 0, count: block - shape[1] % block)
      }
    }
  }

  /// An epilogue with a clamp as the kernels take it; other activations are left out. A residual
  /// comes in the result's `layout`.
  func withClamp(
    _ epilogue: Epilogue, channels: Int, _ layout: CPULayout,
    _ body: (UnsafePointer<shinso_epilogue>) -> Void
  ) {
    let block = CPULayout.block
    let channels = (channels + block - 1) / block * block
    let bias = epilogue.bias.map { padded($0, to: channels) }
    let residual = epilogue.residual.map { memory($0, in: layout) }
    let clamp = epilogue.activation.clamp
    var form = shinso_epilogue(
      bias: bias.map { UnsafePointer($0.floats) },
      residual: residual.map { UnsafePointer($0.floats) }, lower: clamp.lower,
      upper: clamp.upper)
    withExtendedLifetime((bias, residual)) { body(&form) }
  }

  /// A vector's plain memory, continued with zeros up to `count` floats.
  private func padded(_ vector: Tensor, to count: Int) -> Memory {
    let plain = vector.storage.plainMemory
    if vector.elementCount == count { return plain }
    let memory = allocate(byteCount: count * 4)
    memory.floats.update(from: plain.floats, count: vector.elementCount)
    (memory.floats + vector.elementCount).update(
      repeating: 0, count: count - vector.elementCount)
    return memory
  }
}
