import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// Where a network's trained weights come from.
public struct PretrainedWeights: Sendable {
  public let entry: CatalogEntry
  public let card: ModelCard
  /// nil: they are those of the whole network.
  public let trunk: Trunk?
  /// The weights in the entry's folder, by the network's own names; nil: the card's file is one that
  /// `--weights` takes as well.
  let load: (@Sendable (_ folder: URL) throws -> [(name: String, tensor: Tensor)])?

  /// The part of a network that weights reach, where they end before the classes.
  public struct Trunk: Sendable {
    public let lastLayer: String
    public let parameterCount: Int
    /// Its parts have the names that they have in the whole network.
    let make: @Sendable () -> any TensorLayer

    public init(
      lastLayer: String, parameterCount: Int, make: @escaping @Sendable () -> any TensorLayer
    ) {
      self.lastLayer = lastLayer
      self.parameterCount = parameterCount
      self.make = make
    }
  }

  /// - Parameter entry: must make the files that `card` names.
  public init(
    entry: CatalogEntry, card: ModelCard, trunk: Trunk? = nil,
    load: (@Sendable (_ folder: URL) throws -> [(name: String, tensor: Tensor)])? = nil
  ) {
    self.entry = entry
    self.card = card
    self.trunk = trunk
    self.load = load
  }
}
