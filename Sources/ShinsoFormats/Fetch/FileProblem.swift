import Foundation
import ShinsoTensor

/// Converts a system error about a file to an ``InputError``.
enum FileProblem {
  static func error(at file: URL, _ code: Int32) -> InputError {
    InputError(file.path, words(code))
  }

  /// The `InputError` for an error thrown while working on `file`.
  static func error(at file: URL, _ error: any Error) -> InputError {
    if let error = error as? InputError { return error }
    let details = error as NSError
    let cause = details.userInfo[NSUnderlyingErrorKey] as? NSError ?? details
    if cause.domain == NSPOSIXErrorDomain, let code = Int32(exactly: cause.code) {
      return Self.error(at: file, code)
    }
    return InputError(file.path, details.localizedDescription)
  }

  private static func words(_ code: Int32) -> String {
    switch code {
    case ENOSPC, EDQUOT:
      "no space left; free some space, or set SHINSO_CACHE to a folder with more room"
    default:
      "cannot be written (\(POSIX.reason(code))); set SHINSO_CACHE to a writable folder"
    }
  }

  /// Makes a folder and its missing parents.
  static func makeFolder(_ folder: URL) throws {
    let code = POSIX.makeFolder(folder)
    if code != 0 { throw error(at: folder, code) }
  }

  /// Removes a file, or a folder with everything in it. A missing one is not an error.
  static func remove(_ item: URL) throws {
    do {
      try FileManager.default.removeItem(at: item)
    } catch {
      var found = stat()
      if lstat(item.path, &found) != 0, errno == ENOENT { return }
      throw Self.error(at: item, error)
    }
  }

  /// Renames within one file system. Replaces a file, but not a folder.
  static func move(_ item: URL, to target: URL) throws {
    guard rename(item.path, target.path) == 0 else { throw Self.error(at: target, errno) }
  }

  static func isFolder(_ item: URL) -> Bool {
    var found = stat()
    return stat(item.path, &found) == 0 && found.st_mode & S_IFMT == S_IFDIR
  }

  /// The size in bytes of a file, or of all files in a folder without following links.
  static func byteCount(_ item: URL) -> Int {
    var found = stat()
    guard lstat(item.path, &found) == 0 else { return 0 }
    guard found.st_mode & S_IFMT == S_IFDIR else { return Int(found.st_size) }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: item.path)) ?? []
    return names.reduce(0) { $0 + byteCount(item.appending(path: $1)) }
  }

  /// The number of bytes that can still be written where `folder` is; nil if the system cannot
  /// tell.
  static func freeByteCount(_ folder: URL) -> Int? {
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder.path)
    return (attributes?[.systemFreeSize] as? NSNumber)?.intValue
  }

  /// Waits until everything written is on disk, like Linux's `sync`. This is one call, whereas
  /// syncing thousands of small files one by one takes minutes.
  static func synchronize() {
    sync()
  }
}
