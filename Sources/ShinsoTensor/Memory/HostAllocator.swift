import CKernels
import Foundation
import Synchronization

/// A caching allocator for host memory. Blocks are 64-byte aligned. Blocks of 2 MiB or more use
/// huge pages if the system has them, because page faults on small pages can cost an eager
/// framework more than its arithmetic. Freed blocks are kept by size and reused. A large block may
/// also serve a request of half its size, so that the tensors that a network needs one after the
/// other share memory.
///
/// The cache returns memory that a program has stopped using to the system: blocks that were not
/// used for `idleRequests` requests, and the oldest ones if a new block is needed while the cache
/// holds far more than was recently in use. A program that repeats the same work is not affected.
package final class HostAllocator: Sendable {
  package static let shared = HostAllocator()

  package struct Statistics: Sendable, Hashable {
    /// The number of requests that the cache could not serve and that went to the system.
    package var systemAllocations = 0
    package var bytesInUse = 0
    package var bytesCached = 0
    package var peakBytesInUse = 0
  }

  private static let hugePage = 2 << 20
  /// MADV_HUGEPAGE, which Swift's Glibc module lacks.
  private static let hugePageAdvice: Int32 = 14
  private let idleRequests: Int
  private let smallCache: Int
  private let state = Mutex(HostBlocks())
  /// Ends the program if the system cannot provide that many bytes.
  private let giveUp = Mutex<@Sendable (_ byteCount: Int) -> Never>({ size in
    stop("out of memory: \(size) bytes for a tensor are not to be had")
  })

  /// - Parameters:
  ///   - idleRequests: a cached block is returned to the system after one to two times this number of
  ///     requests.
  ///   - smallCache: the number of bytes that may always stay cached.
  package init(idleRequests: Int = 1 << 16, smallCache: Int = 64 << 20) {
    self.idleRequests = idleRequests
    self.smallCache = smallCache
  }

  package var statistics: Statistics { state.withLock { $0.statistics } }

  /// Sets what happens when the program runs out of memory, so that a command can print an error.
  package func onLackOfMemory(_ giveUp: @escaping @Sendable (_ byteCount: Int) -> Never) {
    self.giveUp.withLock { $0 = giveUp }
  }

  package func resetPeak() {
    state.withLock { $0.statistics.peakBytesInUse = $0.statistics.bytesInUse }
  }

  /// Uninitialized memory of at least `byteCount` bytes.
  package func allocate(byteCount: Int) -> Memory {
    let wanted = SizeClass.size(for: byteCount)
    let limit = wanted >= Self.hugePage ? 2 * wanted : wanted
    let (size, cached, idle) = state.withLock { state -> (Int, UInt?, [UInt]) in
      var size = wanted
      var block = state.take(size)
      while block == nil, size < limit {
        size = SizeClass.size(for: size + 1)
        block = state.take(size)
      }
      if block == nil { size = wanted }
      state.noteUse(of: size)
      let isTime = state.requests % idleRequests == 0
      return (size, block, isTime ? state.removeIdle(idleRequests) : [])
    }
    Self.returnToSystem(idle)
    let block =
      cached.flatMap { UnsafeMutableRawPointer(bitPattern: $0) } ?? allocateFromSystem(size)
    return Memory(address: block, byteCount: byteCount, block: size, of: self)
  }

  /// Takes back a block.
  func giveBack(_ block: UnsafeMutableRawPointer, _ size: Int) {
    let address = UInt(bitPattern: block)
    state.withLock { $0.giveBack(address, size) }
  }

  /// Returns every cached block to the system.
  package func trim() { Self.returnToSystem(state.withLock { $0.removeAll() }) }

  private func allocateFromSystem(_ size: Int) -> UnsafeMutableRawPointer {
    Self.returnToSystem(state.withLock { $0.removeExcess(allowed: smallCache) })
    let huge = size >= Self.hugePage
    var block: UnsafeMutableRawPointer?
    var code = posix_memalign(&block, huge ? Self.hugePage : 64, size)
    if code != 0 {
      // Freeing the cached blocks of other sizes may be enough.
      trim()
      code = posix_memalign(&block, huge ? Self.hugePage : 64, size)
    }
    guard code == 0, let block else { giveUp.withLock { $0 }(size) }
    #if os(Linux)
      if huge { madvise(block, size, Self.hugePageAdvice) }
    #endif
    state.withLock { $0.statistics.systemAllocations += 1 }
    return block
  }

  private static func returnToSystem(_ blocks: [UInt]) {
    if blocks.isEmpty { return }
    for block in blocks { free(UnsafeMutableRawPointer(bitPattern: block)) }
    // By default, glibc keeps freed blocks of up to 32 MiB.
    shinso_heap_trim()
  }
}
