import Foundation
import Synchronization

/// The most recently used archives. Each is opened once, however many threads ask for it.
final class ArchiveCache: Sendable {
  /// An archive, identified by its path and the state of its file when it was opened.
  private struct Key: Equatable {
    let path: String
    let size: Int
    let modified: Date?
  }

  /// The slot of one archive: the first thread to arrive opens it, the others wait.
  private final class Slot: Sendable {
    let archive = Mutex<PackedArchive?>(nil)
  }

  private let capacity: Int
  /// Ordered by last use; the most recent comes last.
  private let slots = Mutex<[(key: Key, slot: Slot)]>([])

  /// - Parameter capacity: the number of archives kept open.
  init(capacity: Int) { self.capacity = capacity }

  /// The archive at `url`. Throws `InputError` if it is damaged.
  func archive(at url: URL) throws -> PackedArchive {
    let attributes = (try? FileManager.default.attributesOfItem(atPath: url.path)) ?? [:]
    let slot = slot(
      Key(
        path: url.path, size: (attributes[.size] as? Int) ?? 0,
        modified: attributes[.modificationDate] as? Date))
    return try slot.archive.withLock { archive in
      if let archive { return archive }
      let opened = try PackedArchive(url)
      archive = opened
      return opened
    }
  }

  private func slot(_ key: Key) -> Slot {
    slots.withLock { slots in
      let known = slots.first { $0.key == key }?.slot
      // An archive that has changed since then is useless.
      slots.removeAll { $0.key.path == key.path }
      if slots.count == capacity { slots.removeFirst() }
      let slot = known ?? Slot()
      slots.append((key, slot))
      return slot
    }
  }
}
