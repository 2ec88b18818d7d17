import CKernels
import Foundation
import Synchronization

/// A caching allocator for host memory. Blocks are 64-byte aligned; from 2 MiB on they lie on huge
/// pages where the system has them: first touches of small pages cost an eager framework more than
/// its arithmetic. Freed blocks are kept by size and handed out again, large ones also for requests
/// of down to half their size: what a network needs in turn then shares memory.
package final class HostAllocator: Sendable {
  package static let shared = HostAllocator()

  package struct Statistics: Sendable, Hashable {
    /// Requests that the cache could not serve and that went to the system.
    package var systemAllocations = 0
    package var bytesInUse = 0
    package var bytesCached = 0
    package var peakBytesInUse = 0
  }

  private struct State: ~Copyable {
    var free: [Int: [UnsafeMutableRawPointer]] = [:]
    var statistics = Statistics()
  }

  private static let hugePage = 2 << 20
  /// MADV_HUGEPAGE, which Glibc does not offer to Swift.
  private static let hugePageAdvice: Int32 = 14
  private let state = Mutex(State())
  /// Ends the program when the system has no block of that many bytes.
  private let giveUp = Mutex<@Sendable (_ byteCount: Int) -> Never>({ size in
    stop("out of memory: \(size) bytes for a tensor are not to be had")
  })

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
    let (size, cached) = state.withLock { state -> (Int, UnsafeMutableRawPointer?) in
      var size = wanted
      var block = state.free[size]?.popLast()
      while block == nil, size < limit {
        size = Self.sizeClass(size + 1)
        block = state.free[size]?.popLast()
      }
      if block == nil { size = wanted } else { state.statistics.bytesCached -= size }
      state.statistics.bytesInUse += size
      state.statistics.peakBytesInUse = max(
        state.statistics.peakBytesInUse, state.statistics.bytesInUse)
      return (size, block)
    }
    let block = cached ?? allocateFromSystem(size)
    return Memory(address: block, byteCount: byteCount) { [self] in give(back: $0, size: size) }
  }

  /// Returns every cached block to the system.
  package func trim() {
    let blocks = state.withLock { state in
      let blocks = state.free.values.flatMap { $0 }
      state.free = [:]
      state.statistics.bytesCached = 0
      return blocks.map { UInt(bitPattern: $0) }
    }
    for block in blocks { free(UnsafeMutableRawPointer(bitPattern: block)) }
  }

  private func give(back block: UnsafeMutableRawPointer, size: Int) {
    let address = UInt(bitPattern: block)
    state.withLock { state in
      state.statistics.bytesInUse -= size
      state.statistics.bytesCached += size
      state.free[size, default: []].append(UnsafeMutableRawPointer(bitPattern: address)!)
    }
  }

  private func allocateFromSystem(_ size: Int) -> UnsafeMutableRawPointer {
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

  /// Rounds up so that similar sizes share blocks: eight steps per power of two, 64 bytes at least.
  private static func sizeClass(_ byteCount: Int) -> Int {
    guard byteCount > 512 else { return max(64, (byteCount + 63) & ~63) }
    let power = Int.bitWidth - (byteCount - 1).leadingZeroBitCount
    let step = max(64, 1 << (power - 4))
    return (byteCount + step - 1) & ~(step - 1)
  }
}
