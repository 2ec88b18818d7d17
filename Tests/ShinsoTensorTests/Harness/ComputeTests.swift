import ShinsoTensor
import Testing

/// Parent of every suite that computes: they run one after the other, on the compute thread.
@Suite(.serialized, .onComputeThread) enum ComputeTests {}

/// Runs test functions on the compute thread.
struct ComputeThreadTrait: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(ComputeThread.executor) { try await function() }
  }
}

extension Trait where Self == ComputeThreadTrait {
  static var onComputeThread: Self { ComputeThreadTrait() }
}
