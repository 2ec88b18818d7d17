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
    var all = UserEntryList(entries: [])
    if FileManager.default.fileExists(atPath: list.path) {
      // What others wrote there must be readable, and stays.
      _ = try UserEntries.read(list.path)
      let bytes = try InputFile(list).allBytes(limit: 1 << 24)
      all = try JSONDecoder().decode(UserEntryList.self, from: Data(bytes))
    }
    let target = folder.appending(path: id, directoryHint: .isDirectory)
    try AtomicFile.makeFolder(target)
    var files: [UserEntry.File] = []
    for (name, digest) in digests.sorted(by: { $0.key < $1.key })
    where name != ModelCard.fileName {
      let file = try InputFile(source.appending(path: name))
      try AtomicFile.write(to: target.appending(path: name)) { output in
        var offset = 0
        while offset < file.size {
          let piece = try file.bytes(at: offset, count: min(1 << 20, file.size - offset))
          try output.write(piece)
          offset += piece.count
        }
      }
      files.append(
        UserEntry.File(name: name, bytes: file.size, sha256: digest, sources: ["\(id)/\(name)"]))
    }
    let card = entry.card
    let isKnown = Networks.entries.contains { $0.name == card.network }
    all.entries.removeAll { $0.id == id }
    all.entries.append(
      UserEntry(
        id: id, title: card.title, license: card.license, homepage: card.homepage,
        network: isKnown ? card.network : nil, variant: card.variant, weights: card.weights,
        classes: card.classes, accuracy: card.accuracy, input: card.input, files: files))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Last, so that it never names what is not there.
    try AtomicFile.write(encoder.encode(all), to: list)
  }
}
