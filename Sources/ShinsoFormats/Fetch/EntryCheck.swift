import Foundation
import ShinsoTensor

/// Whether the files of a fetched entry are still those that were put there.
public struct EntryCheck: Sendable, Hashable {
  public enum State: Sendable, Hashable {
    case intact
    /// What is wrong with each file.
    case damaged([String])
    /// There is nothing to compare with.
    case unknown
  }

  public let id: String
  public let state: State
  /// The size of the files that were compared, in bytes.
  public let byteCount: Int

  /// Compares every file with the SHA-256 that the entry's manifest has of it.
  ///
  /// - Parameters:
  ///   - folder: of the entry; its name is the entry's.
  ///   - progress: called with the bytes compared so far.
  public init(_ folder: URL, progress: (Int) -> Void = { _ in }) {
    id = folder.lastPathComponent
    guard let manifest = EntryManifest(in: folder, of: id) else {
      (state, byteCount) = (.damaged(["\(EntryManifest.fileName) is missing or damaged"]), 0)
      return
    }
    guard let files = manifest.files else {
      (state, byteCount) = (.unknown, 0)
      return
    }
    var problems: [String] = []
    var count = 0
    for (name, digest) in files.sorted(by: { $0.key < $1.key }) {
      let file = folder.appending(path: name)
      do {
        if try SHA256.hex(of: file) != digest { problems.append("\(name) has changed") }
      } catch {
        let isThere = FileManager.default.fileExists(atPath: file.path)
        problems.append(isThere ? "\(name) cannot be read" : "\(name) is missing")
      }
      count += FileProblem.byteCount(file)
      progress(count)
    }
    state = problems.isEmpty ? .intact : .damaged(problems)
    byteCount = count
  }

  /// The SHA-256 of every file in a folder but the manifest, by its name.
  static func digests(of folder: URL) throws -> [String: String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return Dictionary(
      uniqueKeysWithValues: try names.filter { $0 != EntryManifest.fileName }.map {
        ($0, try SHA256.hex(of: folder.appending(path: $0)))
      })
  }
}

extension Cache {
  /// The folders of all entries of a kind, by name.
  public func folders(of kind: CatalogEntry.Kind) -> [URL] {
    let folder = kindFolder(kind)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
      .map { folder.appending(path: $0, directoryHint: .isDirectory) }
      .filter { FileProblem.isFolder($0) }
  }

  /// The manifest in the folder of the entry of that name.
  public func manifest(ofZoo id: String) -> EntryManifest? {
    EntryManifest(in: kindFolder(.zoo).appending(path: id), of: id)
  }
}
