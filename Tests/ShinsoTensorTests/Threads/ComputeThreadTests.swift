import Foundation
import ShinsoTensor
import Testing

@Suite struct ComputeThreadTests {
  @ComputeThread private final class Counter {
    private(set) var threads: [ObjectIdentifier] = []
    func note() { threads.append(ComputeThreadTests.thread) }
  }

  /// The thread that asks.
  private static var thread: ObjectIdentifier { ObjectIdentifier(Thread.current) }

  /// Of many tasks, and of whole tasks too.
  @Test func thereIsOneThread() async {
    let counter = Counter()
    let own = await ComputeThread.run { Self.thread }
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<50 {
        group.addTask { await ComputeThread.run { counter.note() } }
        group.addTask(executorPreference: ComputeThread.executor) {
          #expect(Self.thread == own)
          await counter.note()
          #expect(Self.thread == own)
        }
      }
    }
    let threads = await counter.threads
    #expect(threads == Array(repeating: own, count: 100))
    #expect(Self.thread != own)
  }

  @Test func passesOnResultsAndErrors() async throws {
    let sum = await ComputeThread.run { (Tensor.ones([3]) * 2).sum().item() }
    #expect(sum == 6)
    await #expect(throws: OpError.self) {
      try await ComputeThread.run { _ = try runOp(ScaleShiftOp(), [Tensor([1, 2])]) }
    }
  }
}
