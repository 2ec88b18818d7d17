import Synchronization

/// A tensor that a module keeps besides its parameters, such as running statistics. It has no
/// gradient.
public final class Buffer: Sendable {
  private let state: Mutex<Tensor?>

  public init(_ value: Tensor) { state = Mutex(value.detached) }

  /// A buffer whose shape is determined by the first call of its module.
  package init() { state = Mutex(nil) }

  public var isMaterialized: Bool { state.withLock { $0 != nil } }

  public var value: Tensor {
    guard let tensor = state.withLock({ $0 }) else {
      stop("a buffer in \(CallPath.current) has no size yet; call the model once first")
    }
    return tensor
  }

  public func assign(_ value: Tensor) {
    let old = state.withLock { state -> Tensor? in
      if let tensor = state, tensor.shape != value.shape {
        stop("Buffer.assign: shape \(value.shape) for a buffer of shape \(tensor.shape)")
      }
      let old = state
      old?.storage.markChanged()
      state = value.detached
      return old
    }
    withExtendedLifetime(old) {}
  }
}
