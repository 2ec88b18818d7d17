import Foundation

/// When this process receives SIGINT, SIGTERM or SIGHUP, ends the running tools and then lets the
/// signal take its usual effect.
///
/// The handlers are installed only while a tool runs. They only do what a signal handler may: read
/// plain memory and call `kill`, `sigaction` and `raise`.
package enum ChildSignals {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  private static let lock = NSLock()
  nonisolated(unsafe) private static var users = 0
  /// The process IDs of the running tools; 0 marks a free slot.
  nonisolated(unsafe) private static let children = makeTable(of: pid_t(0), count: 64)
  /// The previous action of each signal, indexed by the signal's number.
  nonisolated(unsafe) private static let former = makeTable(of: sigaction(), count: 32)

  private static func makeTable<Element>(
    of value: Element, count: Int
  ) -> UnsafeMutableBufferPointer<Element> {
    let table = UnsafeMutableBufferPointer<Element>.allocate(capacity: count)
    table.initialize(repeating: value)
    return table
  }

  private static let handle: @convention(c) (Int32) -> Void = { number in
    for child in ChildSignals.children where child > 0 { _ = kill(child, SIGTERM) }
    sigaction(number, &ChildSignals.former[Int(number)], nil)
    raise(number)
  }

  static func install() {
    lock.withLock {
      users += 1
      guard users == 1 else { return }
      _ = children.count
      var action = sigaction()
      #if canImport(Darwin)
        action.__sigaction_u.__sa_handler = handle
      #else
        action.__sigaction_handler.sa_handler = handle
      #endif
      for number in signals {
        let place = Int(number)
        sigaction(number, nil, &former[place])
        // A signal that is ignored (nohup) stays ignored.
        if !isIgnored(former[place]) { sigaction(number, &action, nil) }
      }
    }
  }

  static func uninstall() {
    lock.withLock {
      users -= 1
      guard users == 0 else { return }
      for number in signals { sigaction(number, &former[Int(number)], nil) }
    }
  }

  static func add(_ child: pid_t) {
    lock.withLock {
      if let free = children.firstIndex(of: 0) { children[free] = child }
    }
  }

  static func remove(_ child: pid_t) {
    lock.withLock {
      if let place = children.firstIndex(of: child) { children[place] = 0 }
    }
  }

  package static func isIgnored(_ action: sigaction) -> Bool {
    #if canImport(Darwin)
      let handler = action.__sigaction_u.__sa_handler
    #else
      let handler = action.__sigaction_handler.sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
