import Foundation
import ShinsoFormats
import ShinsoTensor

/// A network with weights that can be fetched, or that was.
///
/// Its folder in the cache holds the weights, the names of its classes and `model.json`, a
/// ``ModelCard``.
public struct ZooEntry: Sendable {
  public let entry: CatalogEntry
  public let card: ModelCard
  /// Numbers that are learned, running statistics not counted; nil: not known without the files.
  public let parameterCount: Int?
  /// Where the weights end; nil: they reach the classes.
  public let lastLayer: String?
  /// Whether Shinso itself lists it.
  public let isOwn: Bool

  public var id: String { entry.id }

  /// - Parameter entry: must make the files that `card` names.
  public init(
    entry: CatalogEntry, card: ModelCard, parameterCount: Int?, lastLayer: String? = nil,
    isOwn: Bool = true
  ) {
    self.entry = entry
    self.card = card
    self.parameterCount = parameterCount
    self.lastLayer = lastLayer
    self.isOwn = isOwn
  }

  /// What is in the cache under a name that Shinso does not list: imported, or from somebody's own
  /// entries. nil: nothing is.
  init?(cached id: String, in cache: Cache) throws {
    guard ZooName.isEntry(id), let manifest = cache.manifest(ofZoo: id) else { return nil }
    let folder = cache.root.appending(path: "zoo").appending(path: id)
    let card = try ModelCard(folder: folder)
    self.init(
      entry: CatalogEntry(
        kind: .zoo, id: id, title: card.title, license: card.license,
        homepage: card.homepage ?? "not stated", artifacts: [],
        installedByteCount: manifest.byteCount, revision: manifest.revision
      ) { _ in throw InputError(id, "was imported; import its files again") },
      card: card, parameterCount: card.parameterCount, isOwn: false)
  }
}

extension ZooEntry {
  /// Whether its layers can be told without a fetch.
  public func isDescribed(in cache: Cache) -> Bool {
    if cache.manifest(of: entry) != nil { return true }
    return Networks.entries.contains { $0.name == card.network }
  }
}

extension ModelCard {
  /// Of a network of the registry.
  var parameterCount: Int? {
    (try? architecture()).flatMap { found in
      found.map { $0.entry.parameterCount(variant: $0.architecture.variant) }
    }
  }
}
