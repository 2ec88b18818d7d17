import Foundation
import ShinsoFormats
import ShinsoTensor

/// A folder of networks for others, with the file of entries that ``UserEntries`` reads.
public struct SharedZoo {
  private let folder: URL
  private var list: URL { folder.appending(path: UserEntries.fileName) }

  public init(_ folder: URL) { self.folder = folder }

  /// Copies a network from the cache. An entry of the same name is replaced.
  ///
  /// - Throws: `InputError` for one that is not in the cache, is damaged there, or is Shinso's own.
  public func add(_ id: String, from cache: Cache) throws {
    if ModelZoo.entries.contains(where: { $0.id == id }) {
      throw InputError(id, "is Shinso's own; everybody gets it by `shinso zoo get \(id)`")
    }
    try ZooName.check(id, of: id)
    guard let entry = try ZooEntry(cached: id, in: cache), let manifest = cache.manifest(ofZoo: id)
    else { throw InputError(id, "is not in the cache (shinso zoo list)") }
    let source = cache.folder(for: entry.entry)
    guard EntryCheck(source).state == .intact, let digests = manifest.files else {
      throw InputError(id, "is damaged in the cache (shinso zoo verify \(id))")
    }
    // What others wrote there must be readable, and stays.
    var all =
      FileManager.default.fileExists(atPath: list.path)
      ? try UserEntries.list(list) : UserEntryList(entries: [])
    try check(all)
    let names = digests.keys.filter { $0 != ModelCard.fileName }.sorted()
    all.entries.removeAll { $0.id == id }
    all.entries.append(
      try self.entry(
        entry,
        names.map { name in
          UserEntry.File(
            name: name, bytes: try InputFile(source.appending(path: name)).size,
            sha256: digests[name] ?? "", sources: ["\(id)/\(name)"])
        }))
    try check(all)
    let target = folder.appending(path: id, directoryHint: .isDirectory)
    try AtomicFile.makeFolder(target)
    for name in names {
      let file = try InputFile(source.appending(path: name))
      try AtomicFile.write(to: target.appending(path: name)) { output in
        var offset = 0
        while offset < file.size {
          let piece = try file.bytes(at: offset, count: min(1 << 20, file.size - offset))
          try output.write(piece)
          offset += piece.count
        }
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Last, so that it never names what is not there.
    try AtomicFile.write(encoder.encode(all), to: list)
  }

  private func entry(_ entry: ZooEntry, _ files: [UserEntry.File]) -> UserEntry {
    let card = entry.card
    let isKnown = Networks.entries.contains { $0.name == card.network }
    return UserEntry(
      id: entry.id, title: card.title, license: card.license, homepage: card.homepage,
      network: isKnown ? card.network : nil, variant: card.variant, weights: card.weights,
      classes: card.classes, accuracy: card.accuracy, input: card.input, files: files)
  }

  /// - Throws: the first problem that readers of a list would have.
  private func check(_ all: UserEntryList) throws {
    let contents = UserEntries.contents(all, of: list.path, at: .file(list))
    if let problem = contents.problems.first { throw problem }
  }
}
