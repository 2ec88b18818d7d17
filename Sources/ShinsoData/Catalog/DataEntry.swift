import Foundation
import ShinsoFormats

/// A data set that can be fetched.
public struct DataEntry: Sendable {
  public let entry: CatalogEntry
  /// The number of samples and how they are split, in words.
  public let contents: String
  /// Whether it consists of text files.
  public let isText: Bool

  public var id: String { entry.id }

  public init(entry: CatalogEntry, contents: String, isText: Bool = false) {
    self.entry = entry
    self.contents = contents
    self.isText = isText
  }

  /// The line that `shinso data list` prints.
  public func listing(in cache: Cache) -> Listing {
    Listing(status: cache.status(of: entry), contents: contents)
  }

  /// Encoded as one flat JSON object.
  public struct Listing: Sendable, Encodable, Hashable {
    public let status: EntryStatus
    public let contents: String

    private enum CodingKeys: String, CodingKey {
      case contents
    }

    public func encode(to encoder: any Encoder) throws {
      try status.encode(to: encoder)
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(contents, forKey: .contents)
    }
  }
}
