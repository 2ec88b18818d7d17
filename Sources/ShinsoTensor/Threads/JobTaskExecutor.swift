/// Runs tasks on a thread.
final class JobTaskExecutor: TaskExecutor {
  private let thread: JobThread

  init(_ thread: JobThread) { self.thread = thread }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    thread.run { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
