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

  /// The entry of that id. Throws `InputError` naming the known ones.
  public static func entry(_ id: String) throws -> ZooEntry {
    guard let entry = entries.first(where: { $0.id == id }) else {
      throw InputError(
        id, "is not in the zoo; it has: \(entries.map(\.id).joined(separator: ", "))")
    }
    return entry
  }
}
