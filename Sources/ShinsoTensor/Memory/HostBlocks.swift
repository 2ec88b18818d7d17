/// The bookkeeping of a `HostAllocator`: its cached blocks and how much memory was in use.
struct HostBlocks: ~Copyable {
  private struct Block {
    let address: UInt
    /// The number of requests made before the block was freed.
    let since: Int
  }

  var statistics = HostAllocator.Statistics()
  /// The number of requests so far, by which the age of blocks is measured.
  private(set) var requests = 0
  /// Cached blocks by size class. The most recently freed block is last and is reused first, so that
  /// idle blocks collect at the front.
  private var free = [[Block]](repeating: [], count: SizeClass.count)
  /// The most bytes in use since the last search for idle blocks, and in the interval before.
  private var peak = 0
  private var earlierPeak = 0

  /// A cached block of exactly that size.
  mutating func take(_ size: Int) -> UInt? {
    guard let block = free[SizeClass.index(of: size)].popLast() else { return nil }
    statistics.bytesCached -= size
    return block.address
  }

  mutating func noteUse(of size: Int) {
    requests += 1
    statistics.bytesInUse += size
    statistics.peakBytesInUse = max(statistics.peakBytesInUse, statistics.bytesInUse)
    peak = max(peak, statistics.bytesInUse)
  }

  mutating func giveBack(_ address: UInt, _ size: Int) {
    statistics.bytesInUse -= size
    statistics.bytesCached += size
    free[SizeClass.index(of: size)].append(Block(address: address, since: requests))
  }

  /// Removes the blocks that were not used during that many requests.
  mutating func removeIdle(_ limit: Int) -> [UInt] {
    earlierPeak = peak
    peak = statistics.bytesInUse
    return remove(givenBackBefore: requests - limit)
  }

  /// If more is cached than `allowed` and than twice what was recently in use at one time, removes
  /// the oldest blocks until half of that is left.
  mutating func removeExcess(allowed: Int) -> [UInt] {
    let limit = max(allowed, 2 * max(peak, earlierPeak))
    if statistics.bytesCached <= limit { return [] }
    let blocks = free.enumerated().flatMap { index, blocks in
      blocks.map { (since: $0.since, size: SizeClass.size(at: index)) }
    }
    .sorted { $0.since < $1.since }
    var rest = statistics.bytesCached
    var oldest = 0
    for block in blocks where rest > limit / 2 {
      rest -= block.size
      oldest = block.since
    }
    return remove(givenBackBefore: oldest + 1)
  }

  mutating func removeAll() -> [UInt] { remove(givenBackBefore: .max) }

  private mutating func remove(givenBackBefore time: Int) -> [UInt] {
    var removed: [UInt] = []
    for index in free.indices {
      let old = free[index].prefix { $0.since < time }
      if old.isEmpty { continue }
      removed += old.map(\.address)
      statistics.bytesCached -= SizeClass.size(at: index) * old.count
      free[index] = Array(free[index][old.count...])
    }
    return removed
  }
}
