import ShinsoTensor
import Synchronization

/// What `Probe` was asked for.
final class Log: Sendable, Hashable {
  private let list = Mutex<[[Bool]]>([])
  var entries: [[Bool]] { list.withLock { $0 } }
  func add(_ needs: [Bool]) { list.withLock { $0.append(needs) } }

  static func == (a: Log, b: Log) -> Bool { a === b }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// A sum of two tensors that notes which gradients it is asked for.
struct Probe: Op {
  let log: Log
  var name: OpName { "probe" }

  func outputs(for inputs: [TensorSpec]) -> [TensorSpec] { [inputs[0]] }

  func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    [backend.binary(.add, inputs[0], inputs[1])]
  }

  func backward(_ pass: BackwardPass) -> [Gradient?] {
    log.add(pass.needs)
    return pass.needs.map { $0 ? .dense(pass.gradient) : nil }
  }
}
