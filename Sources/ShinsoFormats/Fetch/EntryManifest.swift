import Foundation

/// The file `entry.json` in the folder of every fetched entry: what it was made from.
public struct EntryManifest: Sendable, Codable, Hashable {
  static let fileName = "entry.json"

  public struct File: Sendable, Codable, Hashable {
    public let name: String
    public let sha256: String
    /// Where it came from, in words.
    public let source: String
  }

  public let id: String
  public let revision: Int
  public let artifacts: [File]
  /// Size in bytes of the entry's files.
  public let byteCount: Int
  /// Seconds since 1970.
  public let fetched: Int
  /// What a user should know, such as a package of another version than expected.
  public let notes: [String]
}

/// One line of `shinso data list` and `shinso zoo list`.
public struct EntryStatus: Sendable, Codable, Hashable {
  public enum State: String, Sendable, Codable {
    case absent, present
  }

  public let id: String
  public let title: String
  public let license: String
  public let homepage: String
  /// Bytes to download.
  public let downloadBytes: Int
  /// Bytes in the cache: of the files there, or about as many as there will be.
  public let installedBytes: Int
  /// SHA-256 of each file that is fetched, by its name.
  public let sha256: [String: String]
  public let sources: [String]
  public let state: State
  /// The entry's folder in the cache.
  public let path: String
  /// Seconds since 1970; nil if absent.
  public let fetched: Int?
  public let notes: [String]
}

extension Cache {
  /// What the catalog says about the entry and whether it has been fetched.
  public func status(of entry: CatalogEntry) -> EntryStatus {
    let manifest = manifest(of: entry)
    var sources: [String] = []
    for source in entry.artifacts.flatMap(\.sources) where !sources.contains(source.words) {
      sources.append(source.words)
    }
    return EntryStatus(
      id: entry.id, title: entry.title, license: entry.license, homepage: entry.homepage,
      downloadBytes: entry.downloadByteCount,
      installedBytes: manifest?.byteCount ?? entry.installedByteCount,
      sha256: Dictionary(
        entry.artifacts.map { ($0.name, $0.digest.sha256) }, uniquingKeysWith: { $1 }),
      sources: sources, state: manifest == nil ? .absent : .present,
      path: folder(for: entry).path, fetched: manifest?.fetched, notes: manifest?.notes ?? [])
  }
}
