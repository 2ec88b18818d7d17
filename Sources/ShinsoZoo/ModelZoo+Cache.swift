import ShinsoFormats
import ShinsoTensor

/// What is in the cache.
extension ModelZoo {
  /// - Throws: `InputError` if fetching an entry would take the place of files that were imported.
  public static func checkKeepsImport(_ entry: ZooEntry, in cache: Cache) throws {
    guard !entry.entry.artifacts.isEmpty, cache.manifest(ofZoo: entry.id) != nil,
      (try? ModelCard(folder: cache.folder(for: entry.entry)))?.origin == ModelCard.imported
    else { return }
    throw InputError(
      entry.id, "was imported; --again replaces it by the entry of that name in the list")
  }

  /// The command that puts an entry of the cache right.
  public static func mending(_ id: String, in cache: Cache) -> String {
    let again = "shinso zoo get \(id) --again"
    if entries.contains(where: { $0.id == id }) { return again }
    let folder = cache.root.appending(path: "zoo").appending(path: id)
    // Without a readable card, the list may still have it.
    switch (try? ModelCard(folder: folder))?.origin {
    case ModelCard.imported: break
    case let place?:
      let isPlain = place.allSatisfy { $0.isLetter || $0.isNumber || "/.:_-".contains($0) }
      return "\(again) --entries \(isPlain ? place : "'\(place.printable)'")"
    case nil:
      let listed = try? find(id, listed: true)
      if listed?.entry.artifacts.isEmpty == false { return again }
    }
    return "shinso zoo import FILES --name \(id) --again"
  }

  /// Reads a network of the cache.
  ///
  /// - Throws: `InputError` that says so if what was read is no longer what was put there.
  static func checkingFiles(
    of entry: CatalogEntry?, _ load: () throws -> PretrainedNetwork
  ) throws -> PretrainedNetwork {
    guard let entry else { return try load() }
    let cache = Cache()
    func damage(_ problem: String) -> InputError {
      InputError(
        entry.id,
        "is damaged in the cache: \(problem); mend it by `\(mending(entry.id, in: cache))`")
    }
    let network: PretrainedNetwork
    do { network = try load() } catch {
      // Damage shows itself in many ways.
      if cache.manifest(of: entry) != nil,
        case .damaged(let problems) = EntryCheck(cache.folder(for: entry)).state
      {
        throw damage(problems.joined(separator: ", "))
      }
      throw error
    }
    // Those of all files that hold weights or describe the network have been made anyway.
    if let known = cache.manifest(of: entry)?.files.map({ Set($0.values) }),
      !network.digest.split(separator: " ").allSatisfy({ known.contains(String($0)) })
    {
      throw damage("its weights have changed")
    }
    return network
  }
}
