import ShinsoFormats
import ShinsoTensor
import Synchronization

/// Samples that cannot be read, among others that can: each is an error line, and the program ends with
/// exit code 1, but what is known of the others is printed.
package enum SampleProblems {
  private static let count = Mutex(0)

  /// Whether there were any.
  package static var exist: Bool { count.withLock { $0 > 0 } }

  static func note(_ error: InputError) {
    count.withLock { $0 += 1 }
    Console.note("error: \(error)")
  }
}
