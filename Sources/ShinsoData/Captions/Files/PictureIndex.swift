import Foundation
import ShinsoFormats
import ShinsoTensor

/// The pictures below a folder and in the archives in it, by name.
struct PictureIndex {
  private let root: URL
  private let byName: [String: [URL]]

  /// - Throws: `InputError` if a folder cannot be read or an archive is damaged.
  init(_ root: URL) throws {
    self.root = root
    // Files of captions and archives are no surprise here: what is passed over is not told.
    var search = ImageSearch(dropLinks: false)
    var files = try search.files(in: root)
    if try PackedFile.files(below: root) == nil {
      for name in try FolderListing.names(in: root) {
        let place = root.appending(path: name)
        if files.contains(place) || (try? PackedFile.files(below: place)) == nil { continue }
        files += try search.files(in: place)
      }
    }
    byName = Dictionary(grouping: files, by: \.lastPathComponent)
  }

  /// The picture of that name, or at that path; nil if there is none.
  ///
  /// - Throws: `InputError` if several have the name, and the path does not tell which one is
  ///   meant.
  func picture(_ path: String) throws -> URL? {
    let parts = path.split(separator: "/").map(String.init)
    guard let name = parts.last, let found = byName[name] else { return nil }
    if found.count == 1 { return found[0] }
    // The one that shares most of the path's end.
    let shared = found.map { url in
      zip(url.pathComponents.reversed(), parts.reversed()).prefix { $0 == $1 }.count
    }
    let most = shared.max() ?? 0
    let best = zip(found, shared).filter { $1 == most }.map(\.0)
    guard best.count == 1 else {
      throw InputError(
        root.path, "has \(best.count) pictures named \(path); name the folder of one by --root")
    }
    return best[0]
  }
}
