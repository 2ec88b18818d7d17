extension ReferenceBackend {
  func allocate(byteCount: Int) -> Memory { HostAllocator.shared.allocate(byteCount: byteCount) }

  func makePlain(_ storage: Storage) -> Memory {
    let source = storage.representation.memory
    let copy = allocate(byteCount: source.byteCount)
    withExtendedLifetime(source) {
      copy.address.copyMemory(from: source.address, byteCount: source.byteCount)
    }
    return copy
  }

  func writeFromHost(
    _ storage: Storage, _ body: (UnsafeMutableRawBufferPointer) throws -> Void
  ) rethrows {
    let memory = storage.plainMemory
    try withExtendedLifetime(memory) {
      try body(
        UnsafeMutableRawBufferPointer(
          start: memory.address, count: storage.elementCount * storage.dtype.size))
    }
  }

  func withHostBytes<R>(
    _ storage: Storage, _ body: (UnsafeRawBufferPointer) throws -> R
  ) rethrows -> R {
    let memory = storage.plainMemory
    return try withExtendedLifetime(memory) {
      try body(
        UnsafeRawBufferPointer(
          start: memory.address, count: storage.elementCount * storage.dtype.size))
    }
  }

  func full(_ value: Double, shape: Shape, dtype: DType) -> Tensor {
    tensor([Double](repeating: value, count: shape.elementCount), shape, dtype)
  }

  func cast(_ x: Tensor, to dtype: DType) -> Tensor {
    x.dtype.isFloatingPoint
      ? tensor(doubles(x), x.shape, dtype)
      : tensor(Elements.integers(x.storage), x.shape, dtype)
  }
}
