import Foundation
import Synchronization

/// A thread that runs jobs in order.
final class JobThread: Sendable {
  private let jobs = Mutex<[@Sendable () -> Void]>([])
  private let arrived = DispatchSemaphore(value: 0)

  init(name: String) {
    let thread = Thread { [self] in
      Thread.current.name = name
      while true {
        arrived.wait()
        jobs.withLock { $0.removeFirst() }()
      }
    }
    // The size of a main thread's stack; other threads get less on some systems.
    thread.stackSize = 8 << 20
    thread.start()
  }

  func run(_ job: @escaping @Sendable () -> Void) {
    jobs.withLock { $0.append(job) }
    arrived.signal()
  }
}
