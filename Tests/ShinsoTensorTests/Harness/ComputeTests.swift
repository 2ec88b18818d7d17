import Foundation
import Synchronization
import Testing

/// Parent of every suite that computes: they run one after the other, on one thread. libgomp makes
/// a team of threads for each thread that calls it, and two teams at once slow each other down.
@Suite(.serialized, .onComputeThread) enum ComputeTests {}

/// Runs test functions on one thread of their own.
struct ComputeThreadTrait: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(ComputeThread.shared) { try await function() }
  }
}

extension Trait where Self == ComputeThreadTrait {
  static var onComputeThread: Self { ComputeThreadTrait() }
}

/// A thread that runs what it is given, in order.
private final class ComputeThread: TaskExecutor {
  static let shared = ComputeThread()

  private let jobs = Mutex<[UnownedJob]>([])
  private let arrived = DispatchSemaphore(value: 0)

  private init() {
    Thread { [self] in
      while true {
        arrived.wait()
        let job = jobs.withLock { $0.removeFirst() }
        job.runSynchronously(on: asUnownedTaskExecutor())
      }
    }.start()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    arrived.signal()
  }
}
