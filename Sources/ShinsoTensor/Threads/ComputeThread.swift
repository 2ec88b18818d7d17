/// The only thread that should compute. The OpenMP runtime keeps a team of threads for every thread
/// that calls it, and two teams at once slow each other down. A program with several tasks, such as
/// a server or parallel tests, should run its work here:
///
/// ```swift
/// let logits = await ComputeThread.run { withoutGradients { model(x).scalars() } }
/// ```
///
/// It is also a global actor and protects what must not be shared between threads: a class marked
/// `@ComputeThread` may hold a model. A program that computes only on its main thread does not need
/// it.
@globalActor public actor ComputeThread {
  public static let shared = ComputeThread()

  private static let thread = JobThread(name: "shinso.compute")
  private static let serialExecutor = JobSerialExecutor(thread)

  /// The thread as an executor for `withTaskExecutorPreference`: code of the task that is not
  /// isolated to an actor runs on it, before and after each `await`.
  public static let executor: any TaskExecutor = JobTaskExecutor(thread)

  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    Self.serialExecutor.asUnownedSerialExecutor()
  }

  /// Runs `body` on the thread, after everything submitted earlier.
  public static func run<Result: Sendable, Failure: Error>(
    _ body: @ComputeThread @Sendable () throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    try await body()
  }
}
