import Foundation
import ShinsoTensor

/// Files that may be inside an archive: `photos.zip/cats/1.jpg` names a file in `photos.zip` as if
/// the archive were a folder. Zip and tar archives, compressed tar archives too, are read without being
/// unpacked; an archive's table of contents is read once.
public enum PackedFile {
  /// A list of images may refer to several archives.
  private static let archives = ArchiveCache(capacity: 32)

  /// The bytes of a file, inside an archive or not.
  ///
  /// - Parameter limit: a larger file is refused before any of it is read.
  /// - Throws: `InputError` naming the file or the archive.
  public static func bytes(of url: URL, limit: Int = 1 << 30) throws -> [UInt8] {
    guard let place = place(of: url) else { return try InputFile(url).allBytes(limit: limit) }
    return try archives.archive(at: place.archive).read(place.inner, limit: limit)
  }

  /// The size of a file in bytes, inside an archive or not.
  ///
  /// - Throws: `InputError` naming the file or the archive.
  public static func size(of url: URL) throws -> Int {
    guard let place = place(of: url) else { return try InputFile(url).size }
    return try archives.archive(at: place.archive).size(of: place.inner)
  }

  /// Whether `url` refers to a file inside an archive.
  public static func exists(_ url: URL) -> Bool {
    guard let place = place(of: url), let archive = try? archives.archive(at: place.archive)
    else { return false }
    return archive.holds(place.inner)
  }

  /// The files below `url`, which may be an archive or a folder in one, as paths relative to it,
  /// sorted by their bytes; nil if `url` is neither.
  ///
  /// - Throws: `InputError` if the archive is damaged.
  public static func files(below url: URL) throws -> [String]? {
    guard let place = place(of: url, includingArchive: true) else { return nil }
    return try archives.archive(at: place.archive).files(below: place.inner)
  }

  /// The folders below `url` that an archive has entries of, empty ones too, as ``files(below:)`` has the
  /// files.
  ///
  /// - Throws: `InputError` if the archive is damaged.
  package static func folders(below url: URL) throws -> [String]? {
    guard let place = place(of: url, includingArchive: true) else { return nil }
    return try archives.archive(at: place.archive).folders(below: place.inner)
  }

  /// The first bytes of a file, inside an archive or not, or fewer if it has no more.
  ///
  /// - Throws: `InputError` naming the file or the archive.
  package static func start(of url: URL, count: Int) throws -> [UInt8] {
    if let place = place(of: url) {
      return try archives.archive(at: place.archive).start(of: place.inner, count: count)
    }
    let file = try InputFile(url)
    return try file.bytes(at: 0, count: min(count, file.size))
  }

  /// The archive that a path goes through, and the rest of the path.
  private static func place(
    of url: URL, includingArchive: Bool = false
  ) -> (archive: URL, inner: String)? {
    var outer = url.standardizedFileURL
    var inner: [String] = []
    while outer.path != "/" {
      var status = stat()
      if stat(outer.path, &status) == 0 {
        let isFile = status.st_mode & S_IFMT == S_IFREG
        guard isFile, !inner.isEmpty || includingArchive, PackedArchive.matches(outer) else {
          return nil
        }
        return (outer, inner.reversed().joined(separator: "/"))
      }
      inner.append(outer.lastPathComponent)
      outer.deleteLastPathComponent()
    }
    return nil
  }
}
