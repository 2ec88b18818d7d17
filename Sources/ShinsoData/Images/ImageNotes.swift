import ShinsoFormats
import Synchronization

/// Tells once of a file what is odd about it, though it can be read. A training reads its files again and
/// again, on many threads.
enum ImageNotes {
  private static let said = Mutex<Set<String>>([])
  private static let most = 10

  static func say(_ name: String, _ what: String) {
    let count = said.withLock { $0.insert(name).inserted ? $0.count : .max }
    if count <= most { Console.note("\(name): \(what)") }
    if count == most { Console.note("other files that are odd in such a way are not named") }
  }
}
