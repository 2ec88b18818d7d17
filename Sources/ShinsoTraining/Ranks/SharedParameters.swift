import Foundation
import ShinsoNN
import ShinsoTensor

/// The parameters of a model that all ranks change without waiting for each other, after Downpour SGD: Dean
/// et al., "Large scale distributed deep networks", NIPS 2012, section 4.1. Each rank holds a part of them
/// in a window of MPI's; there are no servers.
///
/// An update was computed from parameters that others may have changed since. If they were changed more
/// often than ``staleness``, it is dropped. The optimizer's state is each rank's own.
final class SharedParameters: @unchecked Sendable {
  private let ranks: Ranks
  private let parameters: [Parameter]
  private let total: Int
  /// Elements of each rank's part; the last has fewer.
  private let shard: Int
  /// What was read last.
  private let known: UnsafeMutablePointer<Float>
  private let change: UnsafeMutablePointer<Float>
  private let window: OpenMPI.Handle
  /// On the first rank: the number of updates, and whether to stop.
  private let counters: OpenMPI.Handle
  /// The updates of all ranks when the parameters were read.
  private(set) var updates: Int
  private(set) var stops = false
  /// Updates that came too late.
  private(set) var dropped = 0

  /// The updates of others that a rank may have missed, for each of them.
  private static let missed = 16
  private var staleness: Int { Self.missed * (ranks.count - 1) }

  /// All ranks make it at the same time, with the same parameters.
  ///
  /// - Parameter updates: those made so far.
  init(_ ranks: Ranks, _ model: Module, updates: Int) throws {
    self.ranks = ranks
    self.updates = updates
    parameters = model.parameters.map(\.value).filter { $0.isMaterialized && !$0.isFrozen }
    total = parameters.reduce(0) { $0 + $1.shape.elementCount }
    shard = (total + ranks.count - 1) / ranks.count
    known = .allocate(capacity: max(total, 1))
    change = .allocate(capacity: max(total, 1))
    let made = Made()
    let (size, isFirst) = (shard, ranks.isFirst)
    try ranks.call { mpi in
      made.window = try mpi.window(count: size, elementSize: MemoryLayout<Float>.stride)
      made.counters = try mpi.window(
        count: isFirst ? 2 : 0, elementSize: MemoryLayout<Int64>.stride)
    }
    guard let own = made.window, let counters = made.counters else {
      throw InputError("MPI", "gave no windows")
    }
    (window, self.counters) = (own.window, counters.window)
    read(into: known)
    let part = min(ranks.rank * shard, total)..<min((ranks.rank + 1) * shard, total)
    own.memory.assumingMemoryBound(to: Float.self)
      .update(from: known + part.lowerBound, count: part.count)
    if isFirst {
      let numbers = counters.memory.assumingMemoryBound(to: Int64.self)
      (numbers[0], numbers[1]) = (Int64(updates), 0)
    }
    // What each has written must be there before another looks.
    _ = try ranks.gather([0.0])
    try ranks.call { [window] mpi in
      for window in [window, counters.window] { try mpi.check(mpi.lockAll(0, window)) }
    }
  }

  private final class Made: @unchecked Sendable {
    var window: (window: OpenMPI.Handle, memory: OpenMPI.Handle)?
    var counters: (window: OpenMPI.Handle, memory: OpenMPI.Handle)?
  }

  deinit {
    known.deallocate()
    change.deallocate()
  }

  /// Once all ranks have come here: everybody has the same parameters.
  func finish() throws {
    _ = try ranks.gather([0.0])
    try pull()
    _ = try ranks.gather([0.0])
    try ranks.call { [window, counters] mpi in
      for window in [window, counters] {
        var window: OpenMPI.Handle? = window
        if let window { try mpi.check(mpi.unlockAll(window)) }
        try mpi.check(mpi.freeWindow(&window))
      }
    }
  }

  // MARK: Updates

  /// Adds what an update has changed in this rank's parameters to everybody's, unless it comes too late, and
  /// reads what they are now.
  func exchange() throws {
    read(into: change)
    for index in 0..<total { change[index] -= known[index] }
    let now = try counted(adding: 0)
    if now - updates <= staleness {
      try forEachShard { [change, window] mpi, rank, part in
        try mpi.check(
          mpi.accumulate(
            change + part.lowerBound, Int32(part.count), mpi.float, rank, 0, Int32(part.count),
            mpi.float, mpi.sum, window))
      }
      _ = try counted(adding: 1)
    } else {
      dropped += 1
    }
    try pull()
  }

  /// Tells all ranks to stop after their next update.
  func stop() throws { _ = try counted(adding: 1, at: 1) }

  private func pull() throws {
    updates = try counted(adding: 0)
    stops = try counted(adding: 0, at: 1) > 0
    try forEachShard { [known, window] mpi, rank, part in
      try mpi.check(
        mpi.getAndAccumulate(
          nil, 0, mpi.float, known + part.lowerBound, Int32(part.count), mpi.float, rank, 0,
          Int32(part.count), mpi.float, mpi.reading, window))
    }
    var start = 0
    for parameter in parameters {
      let count = parameter.shape.elementCount
      parameter.assign(
        Tensor(shape: parameter.shape) {
          $0.copyMemory(from: UnsafeRawBufferPointer(start: known + start, count: 4 * count))
        })
      start += count
    }
  }

  private func read(into target: UnsafeMutablePointer<Float>) {
    var start = 0
    for parameter in parameters {
      let count = parameter.shape.elementCount
      parameter.detached.withUnsafeBytes { bytes in
        UnsafeMutableRawPointer(target + start).copyMemory(
          from: bytes.baseAddress ?? UnsafeRawPointer(target), byteCount: count * 4)
      }
      start += count
    }
  }

  private func forEachShard(
    _ body: @escaping (OpenMPI, Int32, Range<Int>) throws -> Void
  ) throws {
    let (count, shard, total, window) = (ranks.count, shard, total, window)
    try ranks.call { mpi in
      for rank in 0..<count {
        let part = min(rank * shard, total)..<min((rank + 1) * shard, total)
        if !part.isEmpty { try body(mpi, Int32(rank), part) }
      }
      for rank in 0..<count { try mpi.check(mpi.flush(Int32(rank), window)) }
    }
  }

  /// What a counter is after the addition, or rather was before another rank changed it.
  private func counted(adding number: Int64, at place: Int = 0) throws -> Int {
    let counters = counters
    let values = Values(number)
    try ranks.call { mpi in
      try mpi.check(
        mpi.getAndAccumulate(
          values.own, 1, mpi.long, values.found, 1, mpi.long, 0, place, 1, mpi.long,
          number == 0 ? mpi.reading : mpi.sum, counters))
      try mpi.check(mpi.flush(0, counters))
    }
    return Int(values.found.pointee + number)
  }

  private final class Values: @unchecked Sendable {
    let own = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
    let found = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
    init(_ number: Int64) { (own.pointee, found.pointee) = (number, 0) }
    deinit {
      own.deallocate()
      found.deallocate()
    }
  }
}
