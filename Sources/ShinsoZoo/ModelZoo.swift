import ShinsoFormats
import ShinsoTensor

/// The pretrained networks that can be fetched, by `shinso zoo`.
public enum ModelZoo {
  public static let entries: [ZooEntry] = Networks.entries.compactMap { network in
    network.pretrained.map {
      ZooEntry(
        entry: $0.entry, card: $0.card,
        parameterCount: $0.trunk?.parameterCount ?? network.parameterCount,
        lastLayer: $0.trunk?.lastLayer)
    }
  }

  /// All networks, those that can be fetched first.
  public static func listings(in cache: Cache) -> [NetworkListing] {
    let all = Networks.entries.map { NetworkListing($0, in: cache) }
    return all.filter { $0.status != nil } + all.filter { $0.status == nil }
  }

  /// The entry of that id.
  ///
  /// - Throws: `InputError` that names a like one, or what to do without published weights.
  public static func entry(_ id: String) throws -> ZooEntry {
    if let entry = entries.first(where: { $0.id == id }) { return entry }
    let network = try Networks.entry(id)
    throw InputError(
      id,
      "there are no weights to fetch; train it (shinso train \(network.name)), or give those of a "
        + "file of PyTorch or Caffe, as in: shinso predict \(network.name) --weights FILE "
        + "--sample a.jpg; \(entries.map(\.id).joined(separator: " and ")) can be fetched")
  }
}
