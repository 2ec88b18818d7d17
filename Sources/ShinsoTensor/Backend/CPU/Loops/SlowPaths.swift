import Synchronization

/// Calls for which oneDNN had only its reference loops. Tests ask that there are none.
package enum SlowPaths {
  private static let found = Mutex<[String]>([])

  package static var all: [String] { found.withLock { $0 } }

  static func note(_ call: String) { found.withLock { $0.append(call) } }
}
