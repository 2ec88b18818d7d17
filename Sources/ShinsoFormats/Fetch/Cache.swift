import Foundation
import ShinsoTensor

/// The folder that holds fetched data sets and networks: `$SHINSO_CACHE`, by default
/// `~/.cache/shinso`.
///
/// An entry is the folder `KIND/ID` in the cache. It appears complete or not at all: it is built in
/// the hidden folder `.ID.partial` next to it and then renamed. Its ``EntryManifest`` is part of
/// it. The lock file `.ID.lock` prevents two fetches of the same entry at once.
public struct Cache: Sendable, Hashable {
  public let root: URL

  public init(root: URL) {
    self.root = root
  }

  /// The cache that the environment variables select.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    if let path = environment["SHINSO_CACHE"], !path.isEmpty {
      root = URL(filePath: path, directoryHint: .isDirectory)
    } else {
      let home = environment["HOME"] ?? NSHomeDirectory()
      root = URL(filePath: home, directoryHint: .isDirectory)
        .appending(path: ".cache/shinso", directoryHint: .isDirectory)
    }
  }

  /// Where the entry is, or will be once it has been fetched.
  public func folder(for entry: CatalogEntry) -> URL {
    kindFolder(of: entry).appending(path: entry.id, directoryHint: .isDirectory)
  }

  func kindFolder(of entry: CatalogEntry) -> URL { kindFolder(entry.kind) }

  func kindFolder(_ kind: CatalogEntry.Kind) -> URL {
    root.appending(path: kind.rawValue, directoryHint: .isDirectory)
  }

  /// The folder in which the entry is built.
  func partialFolder(for entry: CatalogEntry) -> URL {
    kindFolder(of: entry).appending(path: ".\(entry.id).partial", directoryHint: .isDirectory)
  }

  func lockFile(for entry: CatalogEntry) -> URL {
    kindFolder(of: entry).appending(path: ".\(entry.id).lock", directoryHint: .notDirectory)
  }

  /// The manifest written when the entry was fetched; nil if the entry is absent or was built by an
  /// older revision of its recipe.
  public func manifest(of entry: CatalogEntry) -> EntryManifest? {
    let manifest = EntryManifest(in: folder(for: entry), of: entry.id)
    return manifest?.revision == entry.revision ? manifest : nil
  }

  /// The entry's folder, for reading. Throws an error that names the command to fetch it if it is
  /// absent.
  public func existingFolder(for entry: CatalogEntry) throws -> URL {
    guard manifest(of: entry) != nil else {
      throw InputError(
        entry.id, "is not in the cache \(root.path); fetch it with `\(entry.command)`")
    }
    return folder(for: entry)
  }
}
