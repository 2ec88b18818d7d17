import Foundation
import ShinsoTensor

/// The batches of one epoch, in order. Loader threads prepare a few batches in advance, each
/// working on at most one at a time; they stop when this object is released. They only decode and
/// write to memory, because computing uses the thread team of the one computing thread.
public final class Batches<Batch: Sendable> {
  private let queue: BatchQueue<Batch>

  /// - Parameters:
  ///   - first: the index of the first batch.
  ///   - total: the index after the last batch.
  ///   - depth: how many batches may be ready in advance.
  ///   - byteCount: the size of one batch in bytes.
  init(
    from first: Int, to total: Int, workers: Int, depth: Int, byteCount: Int,
    make: @escaping @Sendable (Int) throws -> Batch
  ) {
    precondition((0...total).contains(first), "batch \(first) of an epoch with \(total) batches")
    let workers = min(workers, depth, total - first)
    let depth = min(depth, total - first)
    // Puts memory for as many batches as can exist at once into the allocator's cache, so that no
    // later step has to ask the system for memory, however the threads are scheduled.
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

  /// The next batch, or nil at the end of the epoch. Waits until it is ready.
  ///
  /// - Throws: the error of the first sample, in order, that cannot be read. No batch follows it.
  public func next() throws -> Batch? { try queue.take()?.get() }
}

/// Hands out the indices of the batches to make, and puts the finished batches back in order.
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

  /// The index of the next batch to make, or nil if there is none. Waits while enough are ready.
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
