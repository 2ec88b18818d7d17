import Foundation
import ShinsoTensor

/// Fetches catalog entries into the cache.
///
/// Each artifact is first looked for in `$SHINSO_SOURCES` (a folder with files brought from
/// elsewhere) and then in its own sources in order. It is verified by its SHA-256, and the entry is
/// built from the artifacts. An interrupted fetch leaves the cache as it was, and the next fetch
/// resumes the downloads.
public struct Fetcher: Sendable {
  public let cache: Cache
  private let environment: [String: String]

  /// - Parameter environment: provides `PATH`, to find the tools, and Shinso's own variables.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    cache = Cache(environment: environment)
    self.environment = environment
  }

  /// The entry's folder in the cache. The entry is fetched if it is absent.
  ///
  /// Throws `InputError` with the reason why each source failed and what to do without a network.
  ///
  /// - Parameters:
  ///   - given: a file, or a folder with the files, to use instead of all sources.
  ///   - again: fetches the entry again even if it is there.
  @discardableResult
  public func fetch(
    _ entry: CatalogEntry, from given: URL? = nil, again: Bool = false,
    progress: (FetchProgress) -> Void = { _ in }
  ) throws -> URL {
    let folder = cache.folder(for: entry)
    if !again, cache.manifest(of: entry) != nil { return folder }
    try FileProblem.makeFolder(cache.kindFolder(of: entry))
    let waiting = {
      progress(
        FetchProgress(
          id: entry.id, stage: .waiting, item: entry.id, completedByteCount: 0, totalByteCount: 0,
          elapsed: 0))
    }
    return try CacheLock.withLock(on: cache.lockFile(for: entry), waiting: waiting) {
      let partial = PartialFolder(cache.partialFolder(for: entry), for: folder)
      try partial.restore()
      if !again, cache.manifest(of: entry) != nil { return folder }
      do {
        try partial.prepare()
        try checkRoom(for: entry, in: partial)
        let found = try entry.artifacts.map {
          try download($0, of: entry, given: given, partial, progress)
        }
        try assemble(entry, from: found, partial, progress)
        try partial.publish()
        return folder
      } catch {
        let cause = partial.isDiskFull ? FileProblem.error(at: cache.root, ENOSPC) : error
        try? partial.abandon()
        throw cause
      }
    }
  }

  private func checkRoom(for entry: CatalogEntry, in partial: PartialFolder) throws {
    // pip briefly keeps two copies of a wheel.
    let needed = 2 * entry.downloadByteCount + entry.installedByteCount
    guard let free = FileProblem.freeByteCount(partial.root), free < needed else { return }
    throw InputError(
      cache.root.path,
      "\(entry.id) needs \(FetchProgress.size(needed)), but \(FetchProgress.size(free)) are free; "
        + "free some space, or set SHINSO_CACHE to a folder with more room")
  }

  // MARK: Getting the artifacts

  private struct Found {
    let artifact: Artifact
    let download: Download.Found
    let source: String
  }

  private func download(
    _ artifact: Artifact, of entry: CatalogEntry, given: URL?, _ partial: PartialFolder,
    _ progress: (FetchProgress) -> Void
  ) throws -> Found {
    let start = ContinuousClock.now
    return try withoutActuallyEscaping(progress) { progress in
      let download = Download(
        artifact: artifact, downloads: partial.downloads, scratch: partial.scratch,
        tools: Subprocess(environment: environment)
      ) { byteCount in
        progress(
          FetchProgress(
            id: entry.id, stage: .downloading, item: artifact.name,
            completedByteCount: min(byteCount, artifact.byteCount),
            totalByteCount: artifact.byteCount, elapsed: (ContinuousClock.now - start).seconds))
      }
      if given == nil, let found = download.finished() {
        return Found(artifact: artifact, download: found, source: "an earlier download")
      }
      var reasons: [String] = []
      let sources = sources(of: artifact, of: entry, given: given)
      for (place, source) in sources.enumerated() {
        do {
          var found = try download.get(from: source)
          if !reasons.isEmpty {
            let tried = "tried before: " + reasons.joined(separator: ", ")
            found.note = [found.note, tried].compactMap(\.self).joined(separator: "; ")
          }
          return Found(artifact: artifact, download: found, source: source.words)
        } catch let error as InputError {
          if partial.isDiskFull { throw error }
          let reason = error.shortReason(besides: source.words)
          reasons.append("\(source.words) (\(reason))")
          guard place + 1 < sources.count else { break }
          progress(
            FetchProgress(
              id: entry.id, stage: .next,
              item: "\(source.words): \(reason); trying \(sources[place + 1].words)",
              completedByteCount: 0, totalByteCount: 0, elapsed: 0))
        }
      }
      throw failure(artifact, of: entry, given: given, reasons)
    }
  }

  private func sources(
    of artifact: Artifact, of entry: CatalogEntry, given: URL?
  ) -> [FetchSource] {
    if let given {
      return [.local(path: artifact.localFile(at: given, isOnly: entry.artifacts.count == 1).path)]
    }
    var sources = artifact.sources
    if let path = environment["SHINSO_SOURCES"], !path.isEmpty {
      let folder = URL(filePath: path, directoryHint: .isDirectory)
      sources.insert(.local(path: artifact.localFile(at: folder, isOnly: false).path), at: 0)
    }
    return sources
  }

  private func failure(
    _ artifact: Artifact, of entry: CatalogEntry, given: URL?, _ reasons: [String]
  ) -> InputError {
    if artifact.sources.isEmpty, given == nil {
      let rest = entry.alternative.map { ", or use \($0)" } ?? ""
      return InputError(
        entry.id,
        "no server offers \(artifact.name); run `\(entry.command) --from FILE-OR-FOLDER`" + rest)
    }
    var problem = "cannot get \(artifact.name): " + reasons.joined(separator: ", ")
    let came = reasons.count { $0.contains(" (has SHA-") }
    if given == nil, came == reasons.count {
      problem += "; what came is not the file that the entry describes"
    } else if given == nil, let command = artifact.sources.lazy.compactMap(\.command).first {
      problem +=
        "; without a network: run `\(command)` on a machine with a network, copy the files "
        + "here and run `\(entry.command) --from FILE-OR-FOLDER`"
      if let alternative = entry.alternative { problem += ", or use \(alternative)" }
    }
    return InputError(entry.id, problem)
  }

  // MARK: Making the entry

  private func assemble(
    _ entry: CatalogEntry, from found: [Found], _ partial: PartialFolder,
    _ progress: (FetchProgress) -> Void
  ) throws {
    try partial.emptyScratch()
    try FileProblem.makeFolder(partial.new)
    let start = ContinuousClock.now
    try withoutActuallyEscaping(progress) { progress in
      var assembly = Assembly(
        files: Dictionary(
          found.map { ($0.artifact.name, $0.download.file) }, uniquingKeysWith: { $1 }),
        destination: partial.new, scratch: partial.scratch,
        tools: Subprocess(environment: environment))
      assembly.report = { byteCount in
        progress(
          FetchProgress(
            id: entry.id, stage: .preparing, item: entry.id,
            completedByteCount: min(byteCount, entry.installedByteCount),
            totalByteCount: entry.installedByteCount, elapsed: (ContinuousClock.now - start).seconds
          ))
      }
      assembly.report(0)
      do {
        try entry.assemble(assembly)
        try writeManifest(of: entry, from: found, in: partial.new)
      } catch {
        throw FileProblem.error(at: partial.new, error)
      }
    }
  }

  private func writeManifest(of entry: CatalogEntry, from found: [Found], in folder: URL) throws {
    let manifest = EntryManifest(
      id: entry.id, revision: entry.revision,
      artifacts: found.map {
        .init(name: $0.artifact.name, sha256: $0.download.sha256, source: $0.source)
      },
      byteCount: FileProblem.byteCount(folder), fetched: Int(Date().timeIntervalSince1970),
      notes: found.compactMap(\.download.note),
      files: entry.kind == .zoo ? try EntryCheck.digests(of: folder) : nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(manifest).write(to: folder.appending(path: EntryManifest.fileName))
  }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}

extension InputError {
  /// The problem, preceded by its subject unless the subject is what was asked for.
  fileprivate func shortReason(besides words: String) -> String {
    subject == words ? problem : description
  }
}
