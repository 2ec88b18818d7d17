import COneDNN

extension CPUBackend {
  /// A form derived from weights: packed for a primitive, transformed for Winograd. Made anew for
  /// each call while the weights change between calls, as in training; kept from the second call
  /// with the same values on, as in inference.
  func derived<Key: Hashable & Sendable>(
    _ weight: Tensor, _ key: Key, make: (Memory) -> Memory
  ) -> Memory {
    let storage = weight.storage
    let version = storage.version
    let wanted = AnyHashableSendable(key)
    let known = storage.derived.withLock { $0 }
    if let known, known.key == wanted, known.version == version, let memory = known.memory {
      return memory
    }
    let seen = known?.key == wanted && known?.version == version
    let memory = make(storage.plainMemory)
    storage.derived.withLock {
      $0 = Storage.Derived(key: wanted, version: version, memory: seen ? memory : nil)
    }
    return memory
  }

  /// Weights in the layout `packed`; `dims` are the extents that the primitive sees.
  func packed(_ weight: Tensor, dims: [Int], as packed: MemoryDescriptor) -> Memory {
    let plain = MemoryDescriptor.plain(dims)
    if plain == packed { return weight.storage.plainMemory }
    return derived(weight, packed) { reorder($0, plain, to: packed) }
  }
}
