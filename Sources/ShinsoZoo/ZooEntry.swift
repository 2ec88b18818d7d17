import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// A pretrained network that can be fetched.
///
/// Its folder in the cache holds the weights, the names of its classes and `model.json`, a
/// ``ModelCard``.
public struct ZooEntry: Sendable {
  public let entry: CatalogEntry
  public let card: ModelCard
  /// Numbers that are learned, running statistics not counted.
  public let parameterCount: Int
  /// Where the weights end; nil: they reach the classes.
  public let lastLayer: String?

  public var id: String { entry.id }

  /// - Parameter entry: must make the files that `card` names.
  public init(
    entry: CatalogEntry, card: ModelCard, parameterCount: Int, lastLayer: String? = nil
  ) {
    self.entry = entry
    self.card = card
    self.parameterCount = parameterCount
    self.lastLayer = lastLayer
  }

  /// What `shinso zoo list` and `shinso zoo show` print.
  public func listing(in cache: Cache) -> Listing {
    Listing(status: cache.status(of: entry), parameters: parameterCount, input: card.input)
  }

  /// The JSON of the listing is one flat object.
  public struct Listing: Sendable, Encodable, Hashable {
    public let status: EntryStatus
    public let parameters: Int
    public let input: ImagePreprocessing

    private enum CodingKeys: String, CodingKey {
      case parameters, input
    }

    public func encode(to encoder: any Encoder) throws {
      try status.encode(to: encoder)
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(parameters, forKey: .parameters)
      try values.encode(input, forKey: .input)
    }
  }
}
