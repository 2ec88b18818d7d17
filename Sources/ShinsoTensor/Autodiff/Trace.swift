import Synchronization

/// The ops that ran on the device `.meta`, in order: what a module does, as data.
package final class Trace: @unchecked Sendable {
  /// One op and what it was given and made.
  package struct Record {
    package let op: any Op
    /// The path of the module that ran it.
    package let path: String
    package let inputs: [Tensor]
    package let outputs: [Tensor]
  }

  @TaskLocal package static var current: Trace?
  /// Traces that are active in any task: without one, ops pay an atomic load.
  private static let activeCount = Atomic<Int>(0)

  /// Used by the tracing task alone.
  package private(set) var records: [Record] = []
  private var watched: Set<ObjectIdentifier>

  /// - Parameter watched: tensors with values whose ops are to be noted too instead of computed.
  private init(watching watched: [Tensor]) {
    self.watched = Set(watched.map { ObjectIdentifier($0.storage) })
  }

  /// Runs `body` and notes the ops on tensors of the device `.meta` and on those that are watched.
  package static func of<R>(
    watching watched: [Tensor], _ body: () throws -> R
  ) rethrows -> (result: R, records: [Record]) {
    let trace = Trace(watching: watched)
    activeCount.add(1, ordering: .relaxed)
    defer { activeCount.subtract(1, ordering: .relaxed) }
    let result = try withoutGradients { try $current.withValue(trace, operation: body) }
    return (result, trace.records)
  }

  /// Whether a trace is active in this task.
  package static var isActive: Bool {
    activeCount.load(ordering: .relaxed) > 0 && current != nil
  }

  static func concerns(_ inputs: [Tensor]) -> Bool {
    if inputs.contains(where: { $0.device == .meta }) { return true }
    guard activeCount.load(ordering: .relaxed) > 0, let current else { return false }
    return inputs.contains { current.watched.contains(ObjectIdentifier($0.storage)) }
  }

  static func note(_ op: some Op, _ inputs: [Tensor]) throws(OpError) -> [Tensor] {
    let outputs = try op.checkedOutputs(for: inputs.map(\.spec)).map { Tensor(meta: $0) }
    current?.records.append(
      Record(
        op: op, path: CallPath.current, inputs: inputs.map(\.detached), outputs: outputs))
    return outputs
  }
}

extension Tensor {
  /// A tensor on the device `.meta`: a shape and a type without values.
  package init(meta spec: TensorSpec) {
    let nothing = Memory(address: Self.nowhere.address, byteCount: 0)
    self.init(
      storage: Storage(
        device: .meta, dtype: spec.dtype, elementCount: spec.shape.elementCount, memory: nothing),
      shape: spec.shape)
  }

  /// What no backend reads or writes.
  private static let nowhere = Memory(
    address: UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1), byteCount: 0)
}
