import Synchronization

/// A piece of a device's memory with an owner: the allocator, a mapped file, or another piece of
/// memory. Its version increases whenever it is changed in place.
public final class Memory: @unchecked Sendable {
  /// The address on the device; only the device's backend may read through it.
  package let address: UnsafeMutableRawPointer
  package let byteCount: Int
  private let owner: AnyObject?
  private let release: (@Sendable (UnsafeMutableRawPointer) -> Void)?
  private let changes = Atomic<Int>(0)

  /// Memory whose `owner` keeps it valid, or that `release` gives back.
  package init(
    address: UnsafeMutableRawPointer, byteCount: Int, owner: AnyObject? = nil,
    release: (@Sendable (UnsafeMutableRawPointer) -> Void)? = nil
  ) {
    self.address = address
    self.byteCount = byteCount
    self.owner = owner
    self.release = release
  }

  deinit { release?(address) }

  package var version: Int {
    if let whole = owner as? Memory { return whole.version }
    return changes.load(ordering: .relaxed)
  }

  package func markChanged() {
    if let whole = owner as? Memory { return whole.markChanged() }
    changes.add(1, ordering: .relaxed)
  }

  /// Takes over the version of the memory that this one replaces.
  package func continueVersion(of other: Memory) {
    changes.store(other.version, ordering: .relaxed)
  }

  /// A part of this memory that keeps the whole alive and shares its version.
  package func part(byteOffset: Int, byteCount: Int) -> Memory {
    Memory(address: address + byteOffset, byteCount: byteCount, owner: self)
  }
}
