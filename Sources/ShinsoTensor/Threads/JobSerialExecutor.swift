/// Runs an actor's jobs on a thread.
final class JobSerialExecutor: SerialExecutor {
  private let thread: JobThread

  init(_ thread: JobThread) { self.thread = thread }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    thread.run { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
