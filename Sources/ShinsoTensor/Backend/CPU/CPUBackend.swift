import CKernels
import COneDNN

/// The processor: oneDNN for products, convolutions and LSTMs, the kernels of CKernels for the
/// rest, on one thread team.
final class CPUBackend: Backend {
  static let shared = CPUBackend()

  var device: Device { .cpu }

  func computes(in dtype: DType) -> Bool { dtype == .float32 }

  func allocate(byteCount: Int) -> Memory { HostAllocator.shared.allocate(byteCount: byteCount) }

  func makePlain(_ storage: Storage) -> Memory {
    let current = storage.representation
    guard let layout = current.layout as? CPULayout else { return current.memory }
    let memory = allocate(byteCount: storage.elementCount * 4)
    switch layout {
    case .channelsLast(let shape), .blocked(let shape, _):
      reorder(current.memory, layout.descriptor, to: .plain(shape.dims), into: memory)
    case .packed(let descriptor):
      reorder(current.memory, descriptor, to: .plain(descriptor.dims), into: memory)
    }
    return memory
  }

  func writeFromHost(
    _ storage: Storage, _ body: (UnsafeMutableRawBufferPointer) throws -> Void
  ) rethrows {
    let memory = storage.plainMemory
    try body(
      UnsafeMutableRawBufferPointer(
        start: memory.address, count: storage.elementCount * storage.dtype.size))
    withExtendedLifetime(memory) {}
  }

  func withHostBytes<R>(
    _ storage: Storage, _ body: (UnsafeRawBufferPointer) throws -> R
  ) rethrows -> R {
    // Packed weights stay packed: whoever saves a model would else slow down its next step.
    let memory: Memory
    if case .packed? = storage.layout as? CPULayout {
      memory = makePlain(storage)
    } else {
      memory = storage.plainMemory
    }
    defer { withExtendedLifetime(memory) {} }
    return try body(
      UnsafeRawBufferPointer(
        start: memory.address, count: storage.elementCount * storage.dtype.size))
  }
}

extension MemoryDescriptor {
  /// The logical extents.
  var dims: [Int] {
    var count: Int32 = 0
    var dims: UnsafeMutablePointer<dnnl_dim_t>?
    guard dnnl_memory_desc_query(handle, dnnl_query_ndims_s32, &count) == dnnl_success,
      dnnl_memory_desc_query(handle, dnnl_query_dims, &dims) == dnnl_success, let dims
    else { stop("oneDNN: a layout without extents") }
    return (0..<Int(count)).map { Int(dims[$0]) }
  }
}
