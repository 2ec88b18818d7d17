/// The one thread that should compute. The OpenMP runtime keeps a team of threads for every thread
/// that calls it, and two teams at once slow each other down. A program with several tasks (a
/// server, parallel tests) brings its work here:
///
/// ```swift
/// let logits = await ComputeThread.run { withoutGradients { model(x).scalars() } }
/// ```
///
/// As a global actor it also guards what must not cross threads: a class marked `@ComputeThread` may
/// hold a model. A program that computes on its main thread alone needs none of this.
@globalActor public actor ComputeThread {
  public static let shared = ComputeThread()

  private static let thread = JobThread(name: "shinso.compute")
  private static let serialExecutor = JobSerialExecutor(thread)

  /// The thread for whole tasks: what is isolated to nothing else runs on it, before and after each
  /// `await`. For `withTaskExecutorPreference`.
  public static let executor: any TaskExecutor = JobTaskExecutor(thread)

  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    Self.serialExecutor.asUnownedSerialExecutor()
  }

  /// Runs `body` on the thread, after what was given to it before.
  public static func run<Result: Sendable, Failure: Error>(
    _ body: @ComputeThread @Sendable () throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    try await body()
  }
}
