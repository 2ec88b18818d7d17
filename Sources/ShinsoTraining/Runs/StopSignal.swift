import Foundation
import ShinsoFormats
import Synchronization

/// Catches SIGINT, SIGTERM and SIGHUP instead of being killed by them, so that a training can save
/// first. A second signal of the same kind has its default effect. SIGINT is caught even if it was
/// ignored, as shells do for background jobs, because whoever sends it to one means it. An ignored
/// SIGHUP stays ignored, for `nohup`. SIGPIPE does not kill a training either.
package final class StopSignal {
  /// The number of the signal; 0 for none.
  private static let number = Atomic<Int32>(0)
  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  private var former: [(Int32, sigaction)] = []
  private let formerPipe = signal(SIGPIPE, SIG_IGN)

  package init() {
    // Accessed here so that it is initialized before the handler runs.
    Self.number.store(0, ordering: .relaxed)
    let note: @convention(c) (Int32) -> Void = { StopSignal.number.store($0, ordering: .relaxed) }
    for number in Self.signals {
      var old = sigaction()
      sigaction(number, nil, &old)
      if number == SIGHUP, ChildSignals.isIgnored(old) { continue }
      var action = sigaction()
      #if canImport(Darwin)
        action.__sigaction_u.__sa_handler = note
        action.sa_flags = SA_RESTART | Int32(bitPattern: UInt32(SA_RESETHAND))
      #else
        action.__sigaction_handler.sa_handler = note
        action.sa_flags = SA_RESTART | Int32(truncatingIfNeeded: SA_RESETHAND)
      #endif
      sigaction(number, &action, nil)
      former.append((number, old))
    }
  }

  deinit {
    signal(SIGPIPE, formerPipe)
    for (number, old) in former {
      var old = old
      sigaction(number, &old, nil)
    }
  }

  /// Whether one was received, in the process as a whole.
  static var isReceived: Bool { number.load(ordering: .relaxed) != 0 }

  /// The last signal since this object was created; nil if there was none.
  package var received: Int32? {
    let number = Self.number.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }
}
