import Foundation

/// Something that can be fetched into the cache: a data set or a network.
public struct CatalogEntry: Sendable {
  public enum Kind: String, Sendable, Codable {
    /// A data set, `shinso data get ID`.
    case data
    /// A pretrained network, `shinso zoo get ID`.
    case zoo
  }

  public let kind: Kind
  /// Its name on the command line and the name of its folder in the cache.
  public let id: String
  public let title: String
  public let license: String
  /// The original source of the content.
  public let homepage: String
  /// The files it is made from.
  public let artifacts: [Artifact]
  /// Approximate size in bytes of its folder in the cache.
  public let installedByteCount: Int
  /// Increased when the output of `assemble` changes, so that an older folder counts as absent.
  public let revision: Int
  /// What to use instead if none of the sources can be reached.
  public let alternative: String?
  let assemble: @Sendable (Assembly) throws -> Void

  /// - Parameter assemble: builds the files of the entry's folder from the artifacts.
  public init(
    kind: Kind, id: String, title: String, license: String, homepage: String,
    artifacts: [Artifact], installedByteCount: Int, revision: Int = 1,
    alternative: String? = nil, assemble: @escaping @Sendable (Assembly) throws -> Void
  ) {
    self.kind = kind
    self.id = id
    self.title = title
    self.license = license
    self.homepage = homepage
    self.artifacts = artifacts
    self.installedByteCount = installedByteCount
    self.revision = revision
    self.alternative = alternative
    self.assemble = assemble
  }

  /// The number of bytes to download.
  public var downloadByteCount: Int { artifacts.reduce(0) { $0 + $1.byteCount } }

  /// The command that fetches it.
  public var command: String { "shinso \(kind.rawValue) get \(id)" }
}
