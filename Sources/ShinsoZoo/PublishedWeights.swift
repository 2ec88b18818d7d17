import ShinsoData
import ShinsoFormats

/// Files of weights on the Web that `--weights` takes as they are. They are old, and servers go: each
/// has several sources, and is known by the checksum that its makers published.
enum PublishedWeights {
  struct File: Sendable {
    /// Of the entry. The network's name, if these are the weights that it has by itself.
    let id: String
    let network: String
    var variant: String?
    let title: String
    let name: String
    /// In bytes; about, where the makers do not tell.
    let byteCount: Int
    let digest: Artifact.Digest
    let sources: [FetchSource]
    let homepage: String
    let license: String
    /// On ImageNet's validation set, as its makers say; nil: they do not.
    let accuracy: String?
    /// nil: as the network's variant is.
    var input: ImagePreprocessing?
  }

  /// What a network has by itself, of its first variant.
  static func weights(of network: String) -> PretrainedWeights? {
    files.first { $0.id == network }.map { PretrainedWeights(entry: $0.entry, card: $0.card) }
  }

  /// Of other variants, and whole networks.
  static var furtherEntries: [ZooEntry] {
    files.filter { file in !Networks.entries.contains { $0.name == file.id } || file.isSecond }
      .map { ZooEntry(entry: $0.entry, card: $0.card, parameterCount: $0.card.parameterCount) }
  }
}

extension PublishedWeights.File {
  /// Whether the network has other weights by itself.
  fileprivate var isSecond: Bool { id != network }

  var card: ModelCard {
    let network = Networks.entries.first { $0.name == self.network }
    let options = variant.map { ["variant": $0] } ?? [:]
    return ModelCard(
      network: self.network, variant: variant, title: title, license: license, weights: name,
      classes: nil,
      input: input ?? network?.preprocessing(variant: options)
        ?? .torchvision(size: 224, shortSide: 256),
      accuracy: accuracy, homepage: homepage)
  }

  var entry: CatalogEntry {
    let (card, name) = (card, name)
    return CatalogEntry(
      kind: .zoo, id: id, title: title, license: license, homepage: homepage,
      artifacts: [
        Artifact(name: name, byteCount: byteCount, digest: digest, sources: sources)
      ], installedByteCount: byteCount,
      alternative: "a file of these weights from elsewhere: --weights FILE"
    ) { assembly in
      try assembly.copy(name)
      try assembly.write(card.json(), as: ModelCard.fileName)
    }
  }
}
