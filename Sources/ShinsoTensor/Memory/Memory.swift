import Synchronization

/// A piece of a device's memory with an owner: the allocator, a mapped file, or another piece of
/// memory. Its version increases whenever it is changed in place.
public final class Memory: @unchecked Sendable {
  /// The address on the device; only the device's backend may read through it.
  package let address: UnsafeMutableRawPointer
  package let byteCount: Int
  private let owner: AnyObject?
  /// The memory that this is a part of.
  private let whole: Memory?
  private let release: (@Sendable (UnsafeMutableRawPointer) -> Void)?
  /// Where this is a block of an allocator's, which gets it back, and the block's size.
  private let allocator: HostAllocator?
  private let blockSize: Int
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
    whole = nil
    allocator = nil
    blockSize = 0
  }

  init(
    address: UnsafeMutableRawPointer, byteCount: Int, block size: Int, of allocator: HostAllocator
  ) {
    self.address = address
    self.byteCount = byteCount
    self.allocator = allocator
    blockSize = size
    owner = nil
    whole = nil
    release = nil
  }

  private init(_ address: UnsafeMutableRawPointer, _ byteCount: Int, partOf whole: Memory) {
    self.address = address
    self.byteCount = byteCount
    self.whole = whole
    owner = nil
    release = nil
    allocator = nil
    blockSize = 0
  }

  deinit {
    allocator?.giveBack(address, blockSize)
    release?(address)
  }

  /// Whether it is a part of something that others may hold.
  var isPart: Bool { whole != nil }

  package var version: Int { whole?.version ?? changes.load(ordering: .relaxed) }

  package func markChanged() {
    if let whole { return whole.markChanged() }
    changes.add(1, ordering: .relaxed)
  }

  /// Takes over the version of the memory that this one replaces.
  package func continueVersion(of other: Memory) {
    changes.store(other.version, ordering: .relaxed)
  }

  /// A part of this memory that keeps the whole alive and shares its version.
  package func part(byteOffset: Int, byteCount: Int) -> Memory {
    Memory(address + byteOffset, byteCount, partOf: self)
  }
}
