import ShinsoTensor
import Synchronization

/// Lets requests onto the one compute thread. Only so many may wait: who cannot be served soon is told
/// so at once.
package final class ComputeQueue: Sendable {
  let limit: Int
  /// How long a request may wait before it is begun.
  let patience: Duration
  private let admitted = Mutex(0)

  package init(limit: Int, patience: Duration = .seconds(30)) {
    self.limit = limit
    self.patience = patience
  }

  /// Requests that wait or are being answered.
  var count: Int { admitted.withLock { $0 } }

  /// Keeps a place for a request as long as `body` runs.
  ///
  /// - Throws: ``Problem/full`` if there is none.
  func admitted<Result>(
    _ body: () async throws -> Result
  ) async throws -> Result {
    let isFull = admitted.withLock { count in
      if count >= limit { return true }
      count += 1
      return false
    }
    if isFull { throw Problem.full }
    defer { admitted.withLock { $0 -= 1 } }
    return try await body()
  }

  /// Whether who comes now is refused.
  var isFull: Bool { count >= limit }

  /// Runs `body` on the compute thread, after what was asked before.
  ///
  /// - Throws: ``Problem/full``, ``Problem/late``, or what `body` throws.
  func run<Result: Sendable>(
    _ body: @escaping @ComputeThread @Sendable () throws -> Result
  ) async throws -> Result {
    try await admitted { try await compute(body) }
  }

  /// The same for a request that has its place.
  func compute<Result: Sendable>(
    _ body: @escaping @ComputeThread @Sendable () throws -> Result
  ) async throws -> Result {
    let deadline = self.deadline
    return try await ComputeThread.run {
      try Self.check(deadline)
      return try body()
    }
  }

  /// When a request that comes now is no longer worth answering.
  var deadline: ContinuousClock.Instant { .now + patience }

  /// - Throws: ``Problem/late`` after that, or `CancellationError` if nobody waits any more.
  static func check(_ deadline: ContinuousClock.Instant) throws {
    try Task.checkCancellation()
    if ContinuousClock.now > deadline { throw Problem.late }
  }
}
