import Foundation
import ShinsoTensor

/// The folder that fetched data sets and networks are kept in: `$SHINSO_CACHE`, by default
/// `~/.cache/shinso`.
///
/// An entry is the folder `KIND/ID` in it. It appears complete or not at all: it is built in the
/// hidden folder `.ID.partial` beside it and renamed, and its ``EntryManifest`` is part of it.
/// `.ID.lock` keeps two fetches of one entry apart.
public struct Cache: Sendable, Hashable {
  public let root: URL

  public init(root: URL) {
    self.root = root
  }

  /// The cache that the environment asks for.
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

  func kindFolder(of entry: CatalogEntry) -> URL {
    root.appending(path: entry.kind.rawValue, directoryHint: .isDirectory)
  }

  /// The folder that the entry is built in.
  func partialFolder(for entry: CatalogEntry) -> URL {
    kindFolder(of: entry).appending(path: ".\(entry.id).partial", directoryHint: .isDirectory)
  }

  func lockFile(for entry: CatalogEntry) -> URL {
    kindFolder(of: entry).appending(path: ".\(entry.id).lock", directoryHint: .notDirectory)
  }

  /// What was written down when the entry was fetched; nil if it is absent, or was made by a
  /// version that made it otherwise.
  public func manifest(of entry: CatalogEntry) -> EntryManifest? {
    let file = folder(for: entry).appending(path: EntryManifest.fileName)
    guard let bytes = try? Data(contentsOf: file),
      let manifest = try? JSONDecoder().decode(EntryManifest.self, from: bytes),
      manifest.id == entry.id, manifest.revision == entry.revision
    else { return nil }
    return manifest
  }

  /// The entry's folder, for a reader; throws, naming the command that fetches it, if it is absent.
  public func existingFolder(for entry: CatalogEntry) throws -> URL {
    guard manifest(of: entry) != nil else {
      throw InputError(
        entry.id, "is not in the cache \(root.path); fetch it by `\(entry.command)`")
    }
    return folder(for: entry)
  }
}
