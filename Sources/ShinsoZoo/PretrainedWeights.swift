import Foundation
import ShinsoFormats
import ShinsoTensor

/// Where a network's trained weights come from.
public struct PretrainedWeights: Sendable {
  public let entry: CatalogEntry
  public let card: ModelCard
  /// The weights in the entry's folder, by the network's own names.
  let load: @Sendable (_ folder: URL) throws -> [(name: String, tensor: Tensor)]

  /// - Parameter entry: must make the files that `card` names.
  public init(
    entry: CatalogEntry, card: ModelCard,
    load: @escaping @Sendable (_ folder: URL) throws -> [(name: String, tensor: Tensor)]
  ) {
    self.entry = entry
    self.card = card
    self.load = load
  }
}
