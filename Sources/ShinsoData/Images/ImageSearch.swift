import Foundation
import ShinsoFormats
import ShinsoTensor

/// Finds picture files in a folder and the folders inside it.
struct ImageSearch {
  let dropLinks: Bool

  /// The pictures below `folder`, sorted by the bytes of their paths.
  ///
  /// - Throws: `InputError` for a folder that cannot be read and for a broken link.
  func files(in folder: URL) throws -> [URL] {
    if let packed = try PackedFile.files(below: folder) {
      return packed.filter { path in
        ImageSearch.isPicture(path) && !path.split(separator: "/").contains { $0.hasPrefix(".") }
      }.sortedByBytes().map { folder.appending(path: $0) }
    }
    var files: [String] = []
    var ancestors: [FileIdentity] = []
    try collect(folder, prefix: "", into: &files, ancestors: &ancestors)
    return files.sortedByBytes().map { folder.appending(path: $0) }
  }

  private func collect(
    _ folder: URL, prefix: String, into files: inout [String],
    ancestors: inout [FileIdentity]
  ) throws {
    // A link to a folder further up would lead around in circles.
    guard let identity = FileIdentity(folder), !ancestors.contains(identity) else { return }
    ancestors.append(identity)
    defer { ancestors.removeLast() }
    for name in try ImageSearch.entries(of: folder) {
      let url = folder.appending(path: name)
      let isLink = ImageSearch.mode(of: url, followingLink: false) == S_IFLNK
      if isLink && dropLinks { continue }
      switch ImageSearch.mode(of: url, followingLink: true) {
      case S_IFDIR:
        try collect(url, prefix: prefix + name + "/", into: &files, ancestors: &ancestors)
      case S_IFREG where ImageSearch.isPicture(name):
        files.append(prefix + name)
      case nil where ImageSearch.isPicture(name):
        throw InputError(
          url.path, isLink ? "is a broken link; mend or remove it" : "cannot be read")
      default: continue
      }
    }
  }

  private static func isPicture(_ name: String) -> Bool {
    let name = name.lowercased()
    return [".jpg", ".jpeg", ".png"].contains { name.hasSuffix($0) }
  }

  /// Names in `folder` that are not hidden, sorted by their bytes; of an archive, those of the
  /// folders in it.
  static func entries(of folder: URL) throws -> [String] {
    if let packed = try PackedFile.files(below: folder) {
      let folders = packed.compactMap { path in
        path.contains("/") ? path.split(separator: "/").first.map(String.init) : nil
      }
      return Set(folders).filter { !$0.hasPrefix(".") }.sortedByBytes()
    }
    guard let mode = mode(of: folder, followingLink: true) else {
      throw InputError(folder.path, "no such folder")
    }
    guard mode == S_IFDIR else {
      throw InputError(folder.path, "is not a folder; give one with a folder for each class in it")
    }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      throw InputError(folder.path, "this folder cannot be read; check its permissions")
    }
    return names.filter { !$0.hasPrefix(".") }.sortedByBytes()
  }

  static func size(of url: URL) throws -> Int {
    var status = stat()
    if stat(url.path, &status) == 0 { return Int(status.st_size) }
    return try PackedFile.bytes(of: url).count
  }

  /// The kind of the file (`S_IFREG`, …); nil if there is none.
  private static func mode(of url: URL, followingLink: Bool) -> mode_t? {
    var status = stat()
    let found = followingLink ? stat(url.path, &status) : lstat(url.path, &status)
    return found == 0 ? status.st_mode & S_IFMT : nil
  }
}

/// Two paths with the same identity are one file.
private struct FileIdentity: Equatable {
  let device: UInt64
  let node: UInt64

  init?(_ url: URL) {
    var status = stat()
    guard stat(url.path, &status) == 0 else { return nil }
    device = UInt64(truncatingIfNeeded: status.st_dev)
    node = UInt64(truncatingIfNeeded: status.st_ino)
  }
}

extension Sequence<String> {
  /// In an order that depends on neither language nor machine.
  fileprivate func sortedByBytes() -> [String] {
    sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
