import Foundation
import ShinsoTensor

/// The batches of one epoch, in order. Threads make a few in advance, at most one batch each at a
/// time; they stop when this is gone. They only decode and write into memory: computing needs the
/// thread team of the one thread that computes.
public final class Batches<Batch: Sendable> {
  private let queue: BatchQueue<Batch>

  /// - Parameters:
  ///   - first: the number of the first batch.
  ///   - total: the number after the last one.
  ///   - depth: how many may be ready before they are asked for.
  ///   - byteCount: what one batch takes.
  init(
    from first: Int, to total: Int, workers: Int, depth: Int, byteCount: Int,
    make: @escaping @Sendable (Int) throws -> Batch
  ) {
    precondition((0...total).contains(first), "batch \(first) of an epoch with \(total) batches")
    let workers = min(workers, depth, total - first)
    let depth = min(depth, total - first)
    // The memory of as many batches as can exist at a time goes into the allocator's cache, so that
    // no later step goes to the system, however the threads run.
    let size: Shape = [max(byteCount / MemoryLayout<Float>.stride, 1)]
    let tensors = (0..<depth + 2).map { _ in Tensor.uninitialized(size, .float32, on: .cpu) }
    withExtendedLifetime(tensors) {}
    queue = BatchQueue(first: first, total: total, depth: depth)
    for _ in 0..<workers {
      let thread = Thread { [queue] in
        while let number = queue.claim() {
          queue.deliver(number, Result { try make(number) })
        }
      }
      thread.name = "shinso loader"
      thread.start()
    }
  }

  deinit { queue.stop() }

  /// The next batch, or nil at the end of the epoch. Waits if it is not ready.
  ///
  /// - Throws: the error of the first sample, in order, that cannot be read; no batch follows it.
  public func next() throws -> Batch? { try queue.take()?.get() }
}

/// Hands out numbers of batches to make and puts what was made back into order.
private final class BatchQueue<Batch: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private let depth: Int
  // Guarded by `condition`.
  private var total: Int
  private var nextToMake: Int
  private var nextToTake: Int
  private var made: [Int: Result<Batch, any Error>] = [:]
  private var isStopped = false

  init(first: Int, total: Int, depth: Int) {
    self.total = total
    self.depth = depth
    nextToMake = first
    nextToTake = first
  }

  /// The next batch to make, or nil if there is none. Waits while enough are ready.
  func claim() -> Int? {
    condition.withLock {
      while !isStopped, nextToMake < total, nextToMake >= nextToTake + depth { condition.wait() }
      guard !isStopped, nextToMake < total else { return nil }
      defer { nextToMake += 1 }
      return nextToMake
    }
  }

  func deliver(_ number: Int, _ result: Result<Batch, any Error>) {
    condition.withLock {
      if isStopped { return }
      made[number] = result
      if case .failure = result { total = min(total, number + 1) }
      condition.broadcast()
    }
  }

  func take() -> Result<Batch, any Error>? {
    condition.withLock {
      guard nextToTake < total else { return nil }
      while true {
        if let result = made.removeValue(forKey: nextToTake) {
          nextToTake += 1
          condition.broadcast()
          return result
        }
        condition.wait()
      }
    }
  }

  func stop() {
    condition.withLock {
      isStopped = true
      made = [:]
      condition.broadcast()
    }
  }
}
