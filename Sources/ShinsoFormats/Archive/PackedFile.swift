import Foundation
import ShinsoTensor
import Synchronization

/// Files that may lie inside an archive: `photos.zip/cats/1.jpg` names a file in `photos.zip` as if
/// that were a folder. Zip and tar archives, and tar archives compressed by gzip, are read without
/// being unpacked; an archive's list of contents is read once.
public enum PackedFile {
  private enum Archive: Sendable {
    case zip(ZipArchive)
    case tar(TarArchive, [String: TarArchive.Entry])

    var names: [String] {
      switch self {
      case .zip(let archive): archive.entries.filter { !$0.isFolder }.map(\.name)
      case .tar(let archive, _): archive.entries.map(\.name)
      }
    }

    func read(_ name: String) throws -> [UInt8] {
      switch self {
      case .zip(let archive): return try archive.read(archive.entry(named: name))
      case .tar(let archive, let entries):
        guard let entry = entries[name] else {
          throw InputError(archive.name, "has no entry \(quoted(name))")
        }
        return try archive.read(entry)
      }
    }
  }

  /// An archive as it was when it was opened.
  private struct Key: Hashable {
    let path: String
    let size: Int
    let modified: Date?
  }

  /// The one that was used last: a data set is one archive.
  private static let opened = Mutex<(key: Key, archive: Archive, names: [String: String])?>(nil)

  /// The bytes of a file, in an archive or not.
  ///
  /// - Throws: `InputError` naming the file or the archive.
  public static func bytes(of url: URL) throws -> [UInt8] {
    guard let place = place(of: url) else { return try InputFile(url).allBytes() }
    let (archive, names) = try open(place.archive)
    guard let name = names[place.inner] else {
      throw InputError(place.archive.path, "has no entry \(quoted(place.inner))")
    }
    return try archive.read(name)
  }

  /// Whether `url` leads to a file in an archive.
  public static func exists(_ url: URL) -> Bool {
    guard let place = place(of: url), let (_, names) = try? open(place.archive) else {
      return false
    }
    return names[place.inner] != nil
  }

  /// The files below `url`, an archive or a folder in one, as paths below it; nil if `url` is
  /// neither.
  ///
  /// - Throws: `InputError` for an archive that is damaged.
  public static func files(below url: URL) throws -> [String]? {
    guard let place = place(of: url, includingArchive: true) else { return nil }
    let names = try open(place.archive).names.keys
    if place.inner.isEmpty { return names.sorted() }
    let prefix = place.inner + "/"
    return names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.sorted()
  }

  /// The archive that a path leads into, and the rest of the path.
  private static func place(
    of url: URL, includingArchive: Bool = false
  ) -> (archive: URL, inner: String)? {
    var outer = url.standardizedFileURL
    var inner: [String] = []
    while outer.path != "/" {
      var status = stat()
      if stat(outer.path, &status) == 0 {
        let isFile = status.st_mode & S_IFMT == S_IFREG
        guard isFile, !inner.isEmpty || includingArchive, isArchive(outer) else { return nil }
        return (outer, inner.reversed().joined(separator: "/"))
      }
      inner.append(outer.lastPathComponent)
      outer.deleteLastPathComponent()
    }
    return nil
  }

  private static func isArchive(_ url: URL) -> Bool {
    let name = url.lastPathComponent.lowercased()
    return [".zip", ".tar", ".tar.gz", ".tgz"].contains { name.hasSuffix($0) }
  }

  /// The archive and its files by their names without what leads nowhere (`./`).
  private static func open(_ url: URL) throws -> (Archive, names: [String: String]) {
    let attributes = (try? FileManager.default.attributesOfItem(atPath: url.path)) ?? [:]
    let key = Key(
      path: url.path, size: (attributes[.size] as? Int) ?? 0,
      modified: attributes[.modificationDate] as? Date)
    if let found = opened.withLock({ $0?.key == key ? $0 : nil }) {
      return (found.archive, found.names)
    }
    let archive: Archive
    if url.lastPathComponent.lowercased().hasSuffix(".zip") {
      archive = .zip(try ZipArchive(url))
    } else {
      let tar = try TarArchive(url)
      archive = .tar(
        tar, Dictionary(tar.entries.map { ($0.name, $0) }, uniquingKeysWith: { $1 }))
    }
    let names = Dictionary(
      archive.names.map { name in
        (name.split(separator: "/").filter { $0 != "." }.joined(separator: "/"), name)
      }, uniquingKeysWith: { $1 })
    opened.withLock { $0 = (key, archive, names) }
    return (archive, names)
  }
}
