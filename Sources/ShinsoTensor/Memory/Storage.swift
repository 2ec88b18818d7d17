import Synchronization

/// The elements of a tensor: contiguous memory on one device, either in row-major order or in a
/// layout that only the backend knows. Several tensors may share one storage.
public final class Storage: Sendable {
  package struct Representation: Sendable {
    package var memory: Memory
    /// nil for plain row-major order.
    package var layout: (any OpaqueLayout)?
  }

  public let device: Device
  public let dtype: DType
  /// The number of elements of the tensor, not counting the padding of opaque layouts.
  public let elementCount: Int
  private let state: Mutex<Representation>
  /// Forms derived from the values, such as packed weights, which the backend keeps while they are
  /// valid.
  package let derived = Mutex<Derived?>(nil)

  /// One derived form and the version that it was made from.
  package struct Derived: Sendable {
    package var key: AnyHashableSendable
    package var version: Int
    /// nil until the same form of the same version is requested a second time.
    package var memory: Memory?
  }

  package init(
    device: Device, dtype: DType, elementCount: Int, memory: Memory,
    layout: (any OpaqueLayout)? = nil
  ) {
    self.device = device
    self.dtype = dtype
    self.elementCount = elementCount
    self.state = Mutex(Representation(memory: memory, layout: layout))
  }

  /// Whether no other storage shares the memory.
  var isSoleOwner: Bool {
    state.withLock { isKnownUniquelyReferenced(&$0.memory) && !$0.memory.isPart }
  }

  package var representation: Representation { state.withLock { $0 } }
  package var layout: (any OpaqueLayout)? { state.withLock { $0.layout } }

  /// The number of in-place changes so far.
  package var version: Int { state.withLock { $0.memory.version } }
  package func markChanged() {
    state.withLock { $0.memory.markChanged() }
    // Derived forms are no longer valid.
    let old = derived.withLock { derived in
      let old = derived?.memory
      derived?.memory = nil
      return old
    }
    withExtendedLifetime(old) {}
  }

  /// Replaces the representation of the values by another one and frees the old memory.
  package func replace(with representation: Representation) {
    let old = state.withLock { state in
      let old = state
      representation.memory.continueVersion(of: old.memory)
      state = representation
      return old
    }
    withExtendedLifetime(old) {}
  }

  /// Plain memory; an opaque layout is converted by the backend, once.
  package var plainMemory: Memory {
    let current = representation
    if current.layout == nil { return current.memory }
    let plain = device.backend.makePlain(self)
    replace(with: Representation(memory: plain, layout: nil))
    return plain
  }
}
