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
}
