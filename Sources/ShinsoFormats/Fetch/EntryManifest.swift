import Foundation

/// The file `entry.json` in the folder of every fetched entry. It records what the entry was made
/// from.
public struct EntryManifest: Sendable, Codable, Hashable {
  static let fileName = "entry.json"

  public struct File: Sendable, Codable, Hashable {
    public let name: String
    public let sha256: String
    /// Where the file came from, in words.
    public let source: String
  }

  public let id: String
  public let revision: Int
  public let artifacts: [File]
  /// Size in bytes of the entry's files.
  public let byteCount: Int
  /// Time of the fetch in seconds since 1970.
  public let fetched: Int
  /// Notes for the user, such as that a package has a different version than expected.
  public let notes: [String]
  /// The SHA-256 of each file in the folder, by name, as ``EntryCheck`` compares them; nil for a data
  /// set, and for what was fetched by a version that did not note them.
  public let files: [String: String]?
}

extension EntryManifest {
  /// The manifest in an entry's folder; nil if there is none, or one of something else.
  init?(in folder: URL, of id: String) {
    guard let bytes = try? Data(contentsOf: folder.appending(path: Self.fileName)),
      let manifest = try? JSONDecoder().decode(EntryManifest.self, from: bytes), manifest.id == id
    else { return nil }
    self = manifest
  }
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
  /// The number of bytes to download.
  public let downloadBytes: Int
  /// The size in the cache in bytes: measured if the entry is there, otherwise estimated.
  public let installedBytes: Int
  /// The SHA-256 of each fetched file, by file name.
  public let sha256: [String: String]
  /// What its maker published of each file, by file name: `sha256:…` or `sha1:…`.
  public let checksums: [String: String]
  public let sources: [String]
  public let state: State
  /// The entry's folder in the cache.
  public let path: String
  /// Time of the fetch in seconds since 1970; nil if absent.
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
        entry.artifacts.compactMap { file in file.digest.sha256.map { (file.name, $0) } }
          + (manifest?.artifacts ?? []).map { ($0.name, $0.sha256) }, uniquingKeysWith: { $1 }),
      checksums: Dictionary(
        entry.artifacts.map { ($0.name, $0.digest.words) }, uniquingKeysWith: { $1 }),
      sources: sources, state: manifest == nil ? .absent : .present,
      path: folder(for: entry).path, fetched: manifest?.fetched, notes: manifest?.notes ?? [])
  }
}
