import Foundation
import ShinsoTensor

/// An archive whose files are found by path. Path components that change nothing (`./`) are
/// ignored.
final class PackedArchive: Sendable {
  private enum Contents {
    case zip(ZipArchive)
    case tar(TarArchive)
  }

  /// No file system allows longer paths.
  private static let longestPath = 4096
  private static let deepestPath = 64

  /// The paths of the files, sorted by their bytes, so that those of one folder are adjacent.
  private let paths: [String]
  /// The index of each file among the archive's entries.
  private let indices: [ExactName: Int]
  private let contents: Contents
  private let url: URL

  /// Opens an archive; its contents tell the format. Throws `InputError` if it is damaged.
  init(_ url: URL) throws {
    self.url = url
    let names: [String]
    if try InputFile(url).starts(with: [0x50, 0x4B]) || Self.hasZipName(url) {
      let archive = try ZipArchive(url)
      contents = .zip(archive)
      names = ArchiveNames.slashed(archive.entries.map(\.name))
    } else {
      let archive = try TarArchive(url)
      contents = .tar(archive)
      names = archive.entries.map(\.name)
    }
    var indices: [ExactName: Int] = [:]
    // Names that end in a slash are folders.
    for (index, name) in names.enumerated() where name.utf8.last != UInt8(ascii: "/") {
      indices[ExactName(try Self.path(name, in: url))] = index
    }
    self.indices = indices
    paths = indices.keys.map(\.text).sortedByBytes()
  }

  private static func path(_ name: String, in url: URL) throws -> String {
    let parts = name.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
      .filter { $0 != "." }
    guard name.utf8.count <= longestPath, parts.count <= deepestPath else {
      throw InputError(url.path, "holds a file with a path that is far too long: \(quoted(name))")
    }
    return parts.joined(separator: "/")
  }

  private static let zipMark: [UInt8] = [0x50, 0x4B, 3, 4]
  private static let endings = [
    ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz", ".tar.zst", ".tzst",
  ]

  private static func hasZipName(_ url: URL) -> Bool {
    url.lastPathComponent.lowercased().hasSuffix(".zip")
  }

  /// Whether a file is an archive, by its name, or by how it starts.
  static func matches(_ url: URL) -> Bool {
    let name = url.lastPathComponent.lowercased()
    if hasZipName(url) || endings.contains(where: name.hasSuffix) { return true }
    guard let file = try? InputFile(url) else { return false }
    if (try? file.starts(with: zipMark)) == true { return true }
    let start: [UInt8]
    if (try? CompressedFile.matches(file)) == true {
      start = (try? CompressedFile.start(of: file, count: TarHeader.size)) ?? []
    } else {
      start = (try? file.bytes(at: 0, count: TarHeader.size)) ?? []
    }
    return start.count == TarHeader.size && TarHeader(start).isUstar
  }

  func holds(_ path: String) -> Bool { indices[ExactName(path)] != nil }

  /// The paths of the files below `folder`, relative to it, sorted by their bytes. An empty
  /// `folder` means all files.
  func files(below folder: String) -> [String] {
    if folder.isEmpty { return paths }
    let prefix = Array(folder.utf8) + [UInt8(ascii: "/")]
    var (start, end) = (0, paths.count)
    while start < end {
      let middle = (start + end) / 2
      if paths[middle].utf8.lexicographicallyPrecedes(prefix) {
        start = middle + 1
      } else {
        end = middle
      }
    }
    return paths[start...].prefix { $0.utf8.starts(with: prefix) }
      .map { String(Substring($0.utf8.dropFirst(prefix.count))) }
  }

  /// The size of a file. Throws `InputError` if no file has that path.
  func size(of path: String) throws -> Int {
    let index = try index(path)
    return switch contents {
    case .zip(let archive): archive.entries[index].size
    case .tar(let archive): archive.entries[index].size
    }
  }

  /// The bytes of a file. Throws `InputError` if no file has that path, if it is damaged, or if it
  /// has more than `limit` bytes; the size is checked before anything is read.
  func read(_ path: String, limit: Int) throws -> [UInt8] {
    let index = try index(path)
    return switch contents {
    case .zip(let archive): try archive.read(archive.entries[index], limit: limit)
    case .tar(let archive): try archive.read(archive.entries[index], limit: limit)
    }
  }

  private func index(_ path: String) throws -> Int {
    guard let index = indices[ExactName(path)] else {
      throw InputError(url.path, "has no entry \(quoted(path))")
    }
    return index
  }
}

extension Sequence<String> {
  /// The order depends neither on the locale nor on the machine.
  package func sortedByBytes() -> [String] {
    sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
