import Foundation
import ShinsoTensor

/// An archive whose files are found by their paths, without what leads nowhere in these (`./`).
final class PackedArchive: Sendable {
  private enum Contents {
    case zip(ZipArchive)
    case tar(TarArchive)
  }

  /// No file system has longer paths.
  private static let longestPath = 4096
  private static let deepestPath = 64

  /// The paths of the files, sorted by their bytes: those of a folder lie side by side.
  private let paths: [String]
  /// Where the files are among the archive's entries.
  private let indices: [String: Int]
  private let contents: Contents
  private let url: URL

  /// Opens an archive, whose format its name tells. Throws `InputError` if it is damaged.
  init(_ url: URL) throws {
    self.url = url
    let names: [String]
    if url.lastPathComponent.lowercased().hasSuffix(".zip") {
      let archive = try ZipArchive(url)
      contents = .zip(archive)
      names = archive.entries.map(\.name)
    } else {
      let archive = try TarArchive(url)
      contents = .tar(archive)
      names = archive.entries.map(\.name)
    }
    var indices: [String: Int] = [:]
    // The name of a folder ends in a slash.
    for (index, name) in names.enumerated() where name.utf8.last != UInt8(ascii: "/") {
      indices[try Self.path(name, in: url)] = index
    }
    self.indices = indices
    paths = indices.keys.sortedByBytes()
  }

  private static func path(_ name: String, in url: URL) throws -> String {
    let parts = name.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
      .filter { $0 != "." }
    guard name.utf8.count <= longestPath, parts.count <= deepestPath else {
      throw InputError(url.path, "holds a file with a path of absurd length: \(quoted(name))")
    }
    return parts.joined(separator: "/")
  }

  static func matches(_ url: URL) -> Bool {
    let name = url.lastPathComponent.lowercased()
    return [".zip", ".tar", ".tar.gz", ".tgz"].contains { name.hasSuffix($0) }
  }

  func holds(_ path: String) -> Bool { indices[path] != nil }

  /// The paths of the files below `folder`, from there, sorted by their bytes; empty: all.
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

  /// The size of a file. Throws `InputError` if there is none of that path.
  func size(of path: String) throws -> Int {
    let index = try index(path)
    return switch contents {
    case .zip(let archive): archive.entries[index].size
    case .tar(let archive): archive.entries[index].size
    }
  }

  /// The bytes of a file. Throws `InputError` if there is none of that path, it is damaged, or, before
  /// anything is read, if it has more than `limit` bytes.
  func read(_ path: String, limit: Int) throws -> [UInt8] {
    let index = try index(path)
    return switch contents {
    case .zip(let archive): try archive.read(archive.entries[index], limit: limit)
    case .tar(let archive): try archive.read(archive.entries[index], limit: limit)
    }
  }

  private func index(_ path: String) throws -> Int {
    guard let index = indices[path] else {
      throw InputError(url.path, "has no entry \(quoted(path))")
    }
    return index
  }
}

extension Sequence<String> {
  /// In an order that depends on neither language nor machine.
  package func sortedByBytes() -> [String] {
    sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
