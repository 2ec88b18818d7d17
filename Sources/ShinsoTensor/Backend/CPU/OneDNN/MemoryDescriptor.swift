import COneDNN

/// A oneDNN memory descriptor, destroyed with its last user.
final class MemoryDescriptor: @unchecked Sendable, Hashable {
  let handle: dnnl_memory_desc_t

  init(owning handle: dnnl_memory_desc_t) { self.handle = handle }

  deinit { dnnl_memory_desc_destroy(handle) }

  /// Row-major if `tag` is nil.
  convenience init(
    _ dims: [Int], _ tag: dnnl_format_tag_t, _ type: dnnl_data_type_t = dnnl_f32
  ) {
    var handle: dnnl_memory_desc_t?
    let status = MemoryDescriptor.withDims(dims) {
      dnnl_memory_desc_create_with_tag(&handle, Int32(dims.count), $0, type, tag)
    }
    OneDNN.check(status, "memory of \(dims)")
    self.init(owning: handle!)
  }

  convenience init(
    _ dims: [Int], strides: [Int], _ type: dnnl_data_type_t = dnnl_f32
  ) {
    var handle: dnnl_memory_desc_t?
    let status = MemoryDescriptor.withDims(dims) { extents in
      MemoryDescriptor.withDims(strides) {
        dnnl_memory_desc_create_with_strides(&handle, Int32(dims.count), extents, type, $0)
      }
    }
    OneDNN.check(status, "memory of \(dims)")
    self.init(owning: handle!)
  }

  /// Row-major.
  static func plain(_ dims: [Int]) -> MemoryDescriptor {
    MemoryDescriptor(dims, strides: Shape(dims).strides)
  }

  /// oneDNN chooses the layout.
  static func any(_ dims: [Int]) -> MemoryDescriptor {
    MemoryDescriptor(dims, dnnl_format_tag_any)
  }

  /// A copy of one that a primitive descriptor owns.
  static func copy(_ other: const_dnnl_memory_desc_t?) -> MemoryDescriptor? {
    var handle: dnnl_memory_desc_t?
    guard let other, dnnl_memory_desc_clone(&handle, other) == dnnl_success, let handle else {
      return nil
    }
    return MemoryDescriptor(owning: handle)
  }

  var byteCount: Int { dnnl_memory_desc_get_size(handle) }

  static func == (a: MemoryDescriptor, b: MemoryDescriptor) -> Bool {
    a === b || dnnl_memory_desc_equal(a.handle, b.handle) != 0
  }

  func hash(into hasher: inout Hasher) { hasher.combine(byteCount) }

  private static func withDims<R>(_ dims: [Int], _ body: (UnsafePointer<dnnl_dim_t>) -> R) -> R {
    let dims64 = dims.map { dnnl_dim_t($0) }
    return dims64.withUnsafeBufferPointer { body($0.baseAddress!) }
  }
}
