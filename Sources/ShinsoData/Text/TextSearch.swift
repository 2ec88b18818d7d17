import Foundation
import ShinsoFormats
import ShinsoTensor

/// Finds the text files of a folder or an archive and counts what it skips.
struct TextSearch {
  /// Why a file in a folder is not part of a corpus.
  enum Reason: String, CaseIterable {
    case hidden = "hidden"
    case otherEnding = "other extension than .txt, .tsv, .csv or none, with or without .gz"
    case link = "links to folders"
    case binary = "not text"
    case empty = "empty"
  }

  private var passedOver: [Reason: (count: Int, first: String)] = [:]

  /// One sentence for each reason.
  var notes: [String] {
    Reason.allCases.compactMap { reason in
      passedOver[reason].map { count, first in
        "\(count == 1 ? "1 file or folder" : "\(count) files or folders") skipped "
          + "(\(reason.rawValue)): \(quoted(first))\(count > 1 ? ", …" : "")"
      }
    }
  }

  mutating func passOver(_ path: String, as reason: Reason) {
    let known = passedOver[reason]
    passedOver[reason] = ((known?.count ?? 0) + 1, known?.first ?? path)
  }

  /// The paths of the text files below a folder or in an archive, sorted by their bytes; nil if
  /// `place` is neither. Throws `InputError` if a folder cannot be read.
  mutating func files(below place: URL) throws -> [String]? {
    let paths: [String]
    if let packed = try PackedFile.files(below: place) {
      paths = packed
    } else if Self.mode(of: place) == S_IFDIR {
      paths = try walk(place)
    } else {
      return nil
    }
    return paths.sortedByBytes().filter { path in
      let parts = path.split(separator: "/")
      if parts.contains(where: { $0.hasPrefix(".") || $0 == "__MACOSX" }) {
        passOver(path, as: .hidden)
      } else if !Self.hasTextEnding(parts.last ?? "") {
        passOver(path, as: .otherEnding)
      } else {
        return true
      }
      return false
    }
  }

  /// The files below a folder as relative paths. Hidden folders are listed without their contents.
  private mutating func walk(_ folder: URL, prefix: String = "") throws -> [String] {
    var paths: [String] = []
    for name in try FolderListing.names(in: folder) {
      let (path, url) = (prefix + name, folder.appending(path: name))
      if name.hasPrefix(".") || Self.mode(of: url) != S_IFDIR {
        // The error comes later, when the broken link or pipe is opened.
        paths.append(path)
      } else if Self.mode(of: url, followingLink: false) == S_IFLNK {
        // The link may lead in a circle.
        passOver(path, as: .link)
      } else {
        paths += try walk(url, prefix: path + "/")
      }
    }
    return paths
  }

  private static func hasTextEnding(_ name: Substring) -> Bool {
    var name = name.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    return !name.contains(".") || [".txt", ".tsv", ".csv"].contains { name.hasSuffix($0) }
  }

  private static func mode(of url: URL, followingLink: Bool = true) -> mode_t? {
    var status = stat()
    let found = followingLink ? stat(url.path, &status) : lstat(url.path, &status)
    return found == 0 ? status.st_mode & S_IFMT : nil
  }
}
