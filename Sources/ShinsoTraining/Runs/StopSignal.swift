import Foundation
import ShinsoFormats
import Synchronization

/// Notes SIGINT, SIGTERM and SIGHUP instead of dying of them, so that a training can save first. A
/// second signal of the same kind does what it does by default. Also where SIGINT was ignored, as
/// shells have it for jobs in the background: whoever sends it there means it. An ignored SIGHUP
/// stays so, for `nohup`. Nor does a training die of a pipe that nobody reads any more.
final class StopSignal {
  /// Its number; 0: none.
  private static let number = Atomic<Int32>(0)
  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  private var former: [(Int32, sigaction)] = []
  private let formerPipe = signal(SIGPIPE, SIG_IGN)

  init() {
    // Touched here, so that the handler finds it initialized.
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

  /// The last one that came since this was made; nil: none did.
  var received: Int32? {
    let number = Self.number.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }
}
