import CKernels
import COneDNN

/// A oneDNN primitive with its memory objects, ready to run on any buffers of its layouts.
final class Primitive: @unchecked Sendable {
  private let primitive: dnnl_primitive_t
  private var arguments: [dnnl_exec_arg_t]
  private let scratchpadSize: Int
  let implementation: String
  private let descriptors: [Int32: MemoryDescriptor]

  /// `argumentKinds`: the DNNL_ARG_… that `run` will pass, in order. Destroys `descriptor`.
  init(consuming descriptor: dnnl_primitive_desc_t, _ argumentKinds: [Int32]) {
    var primitive: dnnl_primitive_t?
    OneDNN.check(dnnl_primitive_create(&primitive, descriptor), "primitive")
    self.primitive = primitive!
    implementation = Primitive.implementation(of: descriptor)
    let scratchpad = dnnl_primitive_desc_query_md(descriptor, dnnl_query_scratchpad_md, 0)
    scratchpadSize = scratchpad == nil ? 0 : dnnl_memory_desc_get_size(scratchpad)
    var kinds = argumentKinds
    if scratchpadSize > 0 { kinds.append(DNNL_ARG_SCRATCHPAD) }
    var descriptors: [Int32: MemoryDescriptor] = [:]
    arguments = kinds.map { kind in
      let md = dnnl_primitive_desc_query_md(descriptor, dnnl_query_exec_arg_md, kind)
      guard let md, dnnl_memory_desc_get_size(md) > 0 else {
        stop("oneDNN: \(Primitive.implementation(of: descriptor)) has no argument \(kind)")
      }
      var memory: dnnl_memory_t?
      OneDNN.check(
        dnnl_memory_create(&memory, md, OneDNN.engine, shinso_dnnl_memory_none()), "memory")
      descriptors[kind] = MemoryDescriptor.copy(md)
      return dnnl_exec_arg_t(arg: kind, memory: memory)
    }
    self.descriptors = descriptors
    dnnl_primitive_desc_destroy(descriptor)
    LivePrimitives.add(1)
  }

  deinit {
    LivePrimitives.add(-1)
    for argument in arguments { dnnl_memory_destroy(argument.memory) }
    dnnl_primitive_destroy(primitive)
  }

  /// The layout of an argument.
  func layout(_ kind: Int32) -> MemoryDescriptor {
    guard let descriptor = descriptors[kind] else { stop("oneDNN: no argument \(kind)") }
    return descriptor
  }

  /// Runs on the buffers, in the order of the kinds given at creation.
  func run(_ buffers: UnsafeMutableRawPointer...) {
    run(buffers.count) { buffers[$0] }
  }

  func run(_ buffers: [Memory]) {
    run(buffers.count) { buffers[$0].address }
    withExtendedLifetime(buffers) {}
  }

  private func run(_ count: Int, _ buffer: (Int) -> UnsafeMutableRawPointer) {
    let scratchpad =
      scratchpadSize > 0 ? HostAllocator.shared.allocate(byteCount: scratchpadSize) : nil
    CrossedTeams.check {
      OneDNN.lock.withLock { _ in
        for index in 0..<count {
          dnnl_memory_set_data_handle(arguments[index].memory, buffer(index))
        }
        if let scratchpad {
          dnnl_memory_set_data_handle(arguments[count].memory, scratchpad.address)
        }
        _ = shinso_max_threads()
        let status = dnnl_primitive_execute(
          primitive, OneDNN.handles.stream, Int32(arguments.count), arguments)
        OneDNN.check(status, "running \(implementation)")
        dnnl_stream_wait(OneDNN.handles.stream)
      }
    }
    withExtendedLifetime(scratchpad) {}
  }

  static func implementation(of descriptor: dnnl_primitive_desc_t) -> String {
    var name: UnsafePointer<CChar>?
    guard
      dnnl_primitive_desc_query(descriptor, dnnl_query_impl_info_str, 0, &name) == dnnl_success,
      let name
    else { return "unknown" }
    return String(cString: name)
  }
}
