import CKernels
import COneDNN
import Synchronization

/// oneDNN's engine and stream, and the few calls on them that everything else is made of.
enum OneDNN {
  struct Handles: @unchecked Sendable {
    let engine: dnnl_engine_t
    let stream: dnnl_stream_t
  }

  static let handles: Handles = {
    // oneDNN must use the same instruction set as the kernels of CKernels: they share layouts.
    switch shinso_isa() {
    case SHINSO_ISA_AVX2: dnnl_set_max_cpu_isa(dnnl_cpu_isa_avx2)
    case SHINSO_ISA_PORTABLE: dnnl_set_max_cpu_isa(dnnl_cpu_isa_sse41)
    default: break
    }
    // It would keep what our own caches of plans have dropped.
    dnnl_set_primitive_cache_capacity(0)
    var engine: dnnl_engine_t?
    var stream: dnnl_stream_t?
    check(dnnl_engine_create(&engine, dnnl_cpu, 0), "engine")
    check(dnnl_stream_create(&stream, engine, dnnl_stream_default_flags.rawValue), "stream")
    guard let engine, let stream else { stop("oneDNN has no CPU engine") }
    return Handles(engine: engine, stream: stream)
  }()

  static var engine: dnnl_engine_t { handles.engine }

  /// Serializes primitives: their memory objects are shared, and so is the thread team.
  static let lock = Mutex(())

  static func check(_ status: dnnl_status_t, _ what: @autoclosure () -> String) {
    if status != dnnl_success { stop("oneDNN: \(what()): status \(status.rawValue)") }
  }

  /// Implementations that are oneDNN's plain loops, a thousand times slower than the others.
  static func isReference(_ implementation: String) -> Bool {
    implementation.hasPrefix("ref") || implementation.hasPrefix("simple_ref")
  }
}
