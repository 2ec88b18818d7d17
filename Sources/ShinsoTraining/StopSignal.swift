import Foundation
import Synchronization

/// Notes SIGINT and SIGTERM instead of dying of them, so that a training can save first. A second
/// signal of the same kind does what it does by default. Also where SIGINT was ignored, as shells have
/// it for jobs in the background: whoever sends it there means it.
final class StopSignal {
  private static let wasReceived = Atomic<Bool>(false)
  private static let signals = [SIGINT, SIGTERM]
  private var former: [(Int32, sigaction)] = []

  init() {
    // Touched here, so that the handler finds it initialized.
    Self.wasReceived.store(false, ordering: .relaxed)
    let note: @convention(c) (Int32) -> Void = { _ in
      StopSignal.wasReceived.store(true, ordering: .relaxed)
    }
    for number in Self.signals {
      var old = sigaction()
      var action = sigaction()
      #if canImport(Darwin)
        action.__sigaction_u.__sa_handler = note
        action.sa_flags = SA_RESTART | Int32(bitPattern: UInt32(SA_RESETHAND))
      #else
        action.__sigaction_handler.sa_handler = note
        action.sa_flags = SA_RESTART | Int32(truncatingIfNeeded: SA_RESETHAND)
      #endif
      sigaction(number, &action, &old)
      former.append((number, old))
    }
  }

  deinit {
    for (number, old) in former {
      var old = old
      sigaction(number, &old, nil)
    }
  }

  /// Whether one came since this was made.
  var wasReceived: Bool { Self.wasReceived.load(ordering: .relaxed) }
}
