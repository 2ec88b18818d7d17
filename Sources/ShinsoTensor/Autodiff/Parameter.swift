import Synchronization

/// A tensor that training changes in place, between passes. Found by name in its module.
public final class Parameter: Sendable {
  private struct State {
    var tensor: Tensor?
    var node: Node?
    var isFrozen = false
    var rateFactor = 1.0
    var decayFactor = 1.0
  }

  package let leaf = LeafID()
  private let state: Mutex<State>

  /// The values are copied: training changes them in place.
  public convenience init(_ value: Tensor) { self.init(owning: value.copied()) }

  /// Takes over a tensor that nobody else holds.
  package init(owning value: Tensor) { state = Mutex(State(tensor: value)) }

  /// A parameter whose shape is determined by the first call of its module.
  package init() { state = Mutex(State()) }

  /// Whether the shape is known.
  public var isMaterialized: Bool { state.withLock { $0.tensor != nil } }

  /// The values; ops on them are recorded unless the parameter is frozen.
  public var tensor: Tensor {
    state.withLock { state in
      guard let tensor = state.tensor else {
        stop("a parameter in \(CallPath.current) has no size yet; call the model once first")
      }
      if state.isFrozen { return tensor }
      let node = state.node ?? Node(leaf: leaf, tensor.spec, on: tensor.device)
      state.node = node
      return Tensor(
        storage: tensor.storage, shape: tensor.shape, origin: Origin(node: node, output: 0))
    }
  }

  /// The values; ops on them are not recorded.
  public var detached: Tensor { state.withLock { $0.tensor } ?? tensor }

  public var shape: Shape { detached.shape }

  /// A frozen parameter gets no gradient and is not updated.
  public var isFrozen: Bool {
    get { state.withLock { $0.isFrozen } }
    set { state.withLock { $0.isFrozen = newValue } }
  }

  /// Multiplies the optimizer's learning rate for this parameter (Caffe's `lr_mult`).
  public var rateFactor: Double {
    get { state.withLock { $0.rateFactor } }
    set { state.withLock { $0.rateFactor = newValue } }
  }

  /// Multiplies the optimizer's weight decay for this parameter (Caffe's `decay_mult`).
  public var decayFactor: Double {
    get { state.withLock { $0.decayFactor } }
    set { state.withLock { $0.decayFactor = newValue } }
  }

  /// Replaces the values by a copy. The shape must stay the same once it is known.
  public func assign(_ value: Tensor) { assign(owning: value.copied()) }

  /// As `assign`, but takes over a tensor that nobody else holds.
  package func assign(owning value: Tensor) {
    let old = state.withLock { state -> State in
      if let tensor = state.tensor, tensor.shape != value.shape {
        stop("Parameter.assign: shape \(value.shape) for a parameter of shape \(tensor.shape)")
      }
      let old = state
      // A tape that still holds the old values must find out.
      old.tensor?.storage.markChanged()
      state.tensor = value
      state.node = nil
      return old
    }
    withExtendedLifetime(old) {}
  }

  /// Changes the values in place; a tape that recorded the old ones will find out.
  package func update(_ body: (Tensor) -> Void) {
    let tensor = detached
    body(tensor)
    tensor.storage.markChanged()
  }
}
