import ShinsoFormats
import ShinsoTensor

/// The trained networks that can be fetched, by `shinso zoo`: Shinso's own list, a user's entries, and
/// what was imported into the cache.
public enum ModelZoo {
  /// Shinso's own, those first that come from a package index.
  public static let entries: [ZooEntry] = {
    let own = Networks.entries.compactMap { network in
      network.pretrained.map {
        ZooEntry(
          entry: $0.entry, card: $0.card,
          parameterCount: $0.trunk?.parameterCount ?? network.parameterCount,
          lastLayer: $0.trunk?.lastLayer)
      }
    }
    let all = own + PublishedWeights.furtherEntries + [openNSFW]
    return all.filter(\.comesFromAnIndex) + all.filter { !$0.comesFromAnIndex }
  }()

  /// All networks, those that can be fetched first, then a user's own.
  ///
  /// - Parameter more: of a file of entries.
  public static func listings(in cache: Cache, more: [ZooEntry] = []) -> [NetworkListing] {
    var own = more
    for folder in cache.folders(of: .zoo) {
      let id = folder.lastPathComponent
      if (entries + own).contains(where: { $0.id == id }) { continue }
      if let cached = try? ZooEntry(cached: id, in: cache) { own.append(cached) }
    }
    let untrained = Networks.entries.filter { $0.pretrained == nil }
    return (entries + own).map { NetworkListing($0, in: cache) }
      + untrained.map { NetworkListing($0) }
  }

  /// The entry of that id: Shinso's own, one in the cache, or a user's; nil if there is none.
  ///
  /// - Parameters:
  ///   - place: of a user's entries, the only ones then besides Shinso's; nil: the usual ones,
  ///     ``UserEntries/usualPlace``.
  ///   - listed: a user's entry rather than what the cache has under its name, to fetch it anew.
  /// - Throws: `InputError` if a user's entries cannot be read, and nothing else has that name.
  public static func find(
    _ id: String, entries place: String? = nil, listed: Bool = false
  ) throws -> ZooEntry? {
    if let entry = entries.first(where: { $0.id == id }) { return entry }
    guard ZooName.isEntry(id) else { return nil }
    if let place {
      let listed = try UserEntries.read(place)
      if let entry = try listed.entry(id) { return entry }
      try listed.checkNames()
      return nil
    }
    let cached = try ZooEntry(cached: id, in: Cache())
    if cached != nil, !listed { return cached }
    guard let place = UserEntries.usualPlace() else { return cached }
    do {
      return try UserEntries.read(place).entry(id) ?? cached
    } catch {
      if cached == nil { throw error }
      return cached
    }
  }

  /// The entry of that id.
  ///
  /// - Throws: `InputError` that names a like one, or what to do without published weights.
  public static func entry(
    _ id: String, entries place: String? = nil, listed: Bool = false
  ) throws -> ZooEntry {
    if let entry = try find(id, entries: place, listed: listed) { return entry }
    guard let network = Networks.entries.first(where: { $0.name == id }) else {
      let names = Networks.entries.map { $0.name } + entries.map(\.id)
      let hint = NearestName.hint(id, among: names)
      throw InputError(id, "unknown network" + (hint.isEmpty ? "" : hint) + " (shinso zoo list)")
    }
    throw InputError(
      id,
      "there are no weights to fetch; train it (shinso train \(network.name)), or give those of a "
        + "file of PyTorch or Caffe, as in: shinso predict \(network.name) --weights FILE "
        + "--sample a.jpg; `shinso zoo list` shows which can be fetched")
  }

  /// The entry with the weights of a network in one of its forms; nil: nobody offers any.
  static func entry(of network: any NetworkEntry.Type, variant: String?) -> ZooEntry? {
    let first = network.variants.first
    return entries.first {
      $0.card.network == network.name && ($0.card.variant ?? first) == (variant ?? first)
        && $0.lastLayer == nil
    }
  }
}

extension ZooEntry {
  fileprivate var comesFromAnIndex: Bool {
    entry.artifacts.contains { file in
      file.sources.contains { source in
        switch source {
        case .wheel, .sdist, .member: true
        case .local, .debian, .packageDescriptions, .url, .parts: false
        }
      }
    }
  }
}
