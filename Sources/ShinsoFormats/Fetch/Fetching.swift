import Foundation
import Synchronization

/// Fetches catalog entries with progress on standard error.
public enum Fetching {
  public static func folder(_ entry: CatalogEntry, from given: URL? = nil, again: Bool = false)
    throws -> URL
  {
    let isTerminal = isatty(2) != 0
    let last = Mutex(Date.distantPast)
    let wrote = Mutex(false)
    let folder = try Fetcher().fetch(entry, from: given, again: again) { progress in
      let due = last.withLock { last in
        guard
          progress.stage == .next || Date().timeIntervalSince(last) > (isTerminal ? 0.2 : 5)
        else { return false }
        last = Date()
        return true
      }
      if due {
        wrote.withLock { $0 = true }
        FileHandle.standardError.write(
          Data(
            ((isTerminal ? "\r\u{1B}[K" : "") + progress.line
              + (isTerminal && progress.stage != .next ? "" : "\n")).utf8))
      }
    }
    if isTerminal, wrote.withLock({ $0 }) { FileHandle.standardError.write(Data("\n".utf8)) }
    return folder
  }
}
