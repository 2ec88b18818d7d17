import CKernels
import Foundation
import Synchronization

/// A caching allocator for host memory. Blocks are 64-byte aligned; from 2 MiB on they lie on huge
/// pages where the system has them: first touches of small pages cost an eager framework more than
/// its arithmetic. Freed blocks are kept by size and handed out again, large ones also for requests
/// of down to half their size: what a network needs in turn then shares memory.
///
/// The cache gives back to the system what a program has stopped using: blocks that nobody wanted
/// for `idleRequests` requests, and the oldest ones when a new block is needed while the cache holds
/// far more than was in use lately. A program that repeats itself notices neither.
package final class HostAllocator: Sendable {
  package static let shared = HostAllocator()

  package struct Statistics: Sendable, Hashable {
    /// Requests that the cache could not serve and that went to the system.
    package var systemAllocations = 0
    package var bytesInUse = 0
    package var bytesCached = 0
    package var peakBytesInUse = 0
  }

  private static let hugePage = 2 << 20
  /// MADV_HUGEPAGE, which Glibc does not offer to Swift.
  private static let hugePageAdvice: Int32 = 14
  private let idleRequests: Int
  private let smallCache: Int
  private let state = Mutex(HostBlocks())
  /// Ends the program when the system has no block of that many bytes.
  private let giveUp = Mutex<@Sendable (_ byteCount: Int) -> Never>({ size in
    stop("out of memory: \(size) bytes for a tensor are not to be had")
  })

  /// - Parameters:
  ///   - idleRequests: a cached block goes back to the system after one to two times as many.
  ///   - smallCache: bytes that may be cached in any case.
  package init(idleRequests: Int = 1 << 16, smallCache: Int = 64 << 20) {
    self.idleRequests = idleRequests
    self.smallCache = smallCache
  }

  package var statistics: Statistics { state.withLock { $0.statistics } }

  /// Sets how the program ends for lack of memory; a command has a line for its user.
  package func onLackOfMemory(_ giveUp: @escaping @Sendable (_ byteCount: Int) -> Never) {
    self.giveUp.withLock { $0 = giveUp }
  }

  package func resetPeak() {
    state.withLock { $0.statistics.peakBytesInUse = $0.statistics.bytesInUse }
  }

  /// Uninitialized memory of at least `byteCount` bytes.
  package func allocate(byteCount: Int) -> Memory {
    let wanted = Self.sizeClass(byteCount)
    let limit = wanted >= Self.hugePage ? 2 * wanted : wanted
    let (size, cached, idle) = state.withLock { state -> (Int, UInt?, [UInt]) in
      var size = wanted
      var block = state.take(size)
      while block == nil, size < limit {
        size = Self.sizeClass(size + 1)
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
    return Memory(address: block, byteCount: byteCount) { [self] block in
      let address = UInt(bitPattern: block)
      state.withLock { $0.giveBack(address, size) }
    }
  }

  /// Returns every cached block to the system.
  package func trim() { Self.returnToSystem(state.withLock { $0.removeAll() }) }

  private func allocateFromSystem(_ size: Int) -> UnsafeMutableRawPointer {
    Self.returnToSystem(state.withLock { $0.removeExcess(allowed: smallCache) })
    let huge = size >= Self.hugePage
    var block: UnsafeMutableRawPointer?
    var code = posix_memalign(&block, huge ? Self.hugePage : 64, size)
    if code != 0 {
      // Cached blocks of other sizes may be all that stands in the way.
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
    // Glibc keeps blocks below 32 MiB unless told otherwise.
    shinso_heap_trim()
  }

  /// Rounds up so that similar sizes share blocks: eight steps per power of two, 64 bytes at least.
  private static func sizeClass(_ byteCount: Int) -> Int {
    guard byteCount > 512 else { return max(64, (byteCount + 63) & ~63) }
    let power = Int.bitWidth - (byteCount - 1).leadingZeroBitCount
    let step = max(64, 1 << (power - 4))
    return (byteCount + step - 1) & ~(step - 1)
  }
}
