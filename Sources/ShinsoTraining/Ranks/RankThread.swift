import Foundation
import ShinsoTensor
import Synchronization

/// The only thread that calls MPI: it moves what others give it while they compute, and notices when
/// another rank gives no sign of life.
final class RankThread: @unchecked Sendable {
  private let mpi: OpenMPI
  private let queue = Mutex<[Transfer]>([])
  private let arrived = DispatchSemaphore(value: 0)
  /// How many wait, and since when the last one began to.
  private let waiting = Atomic<Int>(0)
  private let ends = Atomic<Bool>(false)
  private let ended = DispatchSemaphore(value: 0)
  private let failed: @Sendable (InputError) -> Never

  /// - Parameter failed: called on the thread where MPI fails or a rank is silent.
  init(
    _ mpi: OpenMPI, ready: @escaping @Sendable (Int, Int) -> Void,
    failed: @escaping @Sendable (InputError) -> Never
  ) {
    self.mpi = mpi
    self.failed = failed
    let thread = Thread { [self] in
      do {
        var provided: Int32 = 0
        try mpi.check(mpi.initialize(nil, nil, OpenMPI.oneThread, &provided))
        var (rank, count): (Int32, Int32) = (0, 0)
        try mpi.check(mpi.rank(mpi.world, &rank))
        try mpi.check(mpi.size(mpi.world, &count))
        let channels = try (0..<Transfer.mostSteps).map { _ in try mpi.channel() }
        let signs = try SignsOfLife(mpi, rank: Int(rank), of: Int(count))
        ready(Int(rank), Int(count))
        try loop(channels, signs)
      } catch {
        failed(error as? InputError ?? InputError("MPI", "\(error)"))
      }
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  func start(_ transfer: Transfer) {
    queue.withLock { $0.append(transfer) }
    arrived.signal()
  }

  /// - Returns: whether it is complete; false if the time was not enough.
  func wait(for transfer: Transfer, seconds: Double) -> Bool {
    waiting.add(1, ordering: .relaxed)
    defer { waiting.subtract(1, ordering: .relaxed) }
    // It may sleep between two looks; one who waits wants it to look again.
    arrived.signal()
    return transfer.wait(seconds: seconds)
  }

  /// Once all ranks have come here.
  func finish() {
    ends.store(true, ordering: .releasing)
    arrived.signal()
    _ = ended.wait(timeout: .now() + 10)
  }

  private func loop(_ channels: [OpenMPI.Handle], _ signs: SignsOfLife) throws {
    var signs = signs
    var active: [Transfer] = []
    var turns = 0
    while true {
      let new = queue.withLock { queue in
        defer { queue = [] }
        return queue
      }
      active += new
      var limit = Transfer.mostSteps
      let before = active.count
      active = try active.filter { transfer in
        if try transfer.advance(mpi, channels, limit: limit) { return false }
        limit = transfer.started
        return true
      }
      try signs.look()
      if !new.isEmpty || active.count < before { turns = 0 }
      turns += 1
      if active.isEmpty {
        if ends.load(ordering: .acquiring) { break }
        // Awake now and then for the signs of life.
        _ = arrived.wait(timeout: .now() + 0.2)
        turns = 0
      } else if waiting.load(ordering: .relaxed) > 0, turns < Self.patientTurns {
        sched_yield()
      } else {
        // Whoever computes needs the core more.
        usleep(Self.pause)
      }
    }
    signs.finish()
    _ = mpi.finalize()
    ended.signal()
  }

  /// After so many looks nobody expects it within microseconds any more.
  private static let patientTurns = 20_000
  private static let pause: UInt32 = 100
}
