import Foundation
import ShinsoTensor

/// The hidden file that collects the bytes of a target until they are complete.
///
/// Its name is `.shinso-KEY-RANDOM.partial`, where KEY identifies the target's name. The writer
/// holds a lock on it (`flock`), which ends with the process however that ends. A file that can be
/// locked has therefore lost its writer and may be removed. This works on network file systems too,
/// where process IDs tell nothing.
final class PartialFile {
  /// Where the bytes go.
  let file: OutputFile
  private let descriptor: Int32
  private let path: String
  private let target: URL
  /// The path that the user gave, for error messages.
  private let name: String
  private var isPublished = false

  /// Creates the hidden file next to `target`, which comes from `target(of:)`.
  init(of target: URL, name: String) throws {
    self.target = target
    self.name = name
    (path, descriptor) = try Self.create(for: target, name: name)
    file = OutputFile(descriptor: descriptor, name: name)
    var status = stat()
    if stat(target.path, &status) == 0 { fchmod(descriptor, status.st_mode & 0o7777) }
  }

  deinit { close(descriptor) }

  /// Turns the complete file into the target, durably.
  func publish() throws {
    try file.flush()
    guard fsync(descriptor) == 0 else {
      throw InputError(name, "cannot be written: \(POSIX.reason())")
    }
    guard rename(path, target.path) == 0 else {
      throw InputError(name, "cannot be replaced: \(POSIX.reason())")
    }
    isPublished = true
    // Syncing the folder makes the rename itself durable. Some file systems cannot sync a folder.
    let folder = open(
      target.deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  /// Removes the hidden file unless it was published.
  func discard() {
    if !isPublished { unlink(path) }
  }
}

// MARK: - Targets and leftovers of killed writers

extension PartialFile {
  private static let suffix = ".partial"

  /// The file to replace: `url`, or its target if it is a symbolic link.
  static func target(of url: URL) throws -> URL {
    let target = url.resolvingSymlinksInPath()
    var status = stat()
    guard stat(target.path, &status) == 0 else { return target }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return target
    case S_IFDIR: throw InputError(url.path, "cannot be written: it is a folder")
    default: throw InputError(url.path, "cannot be written: it is not a regular file")
    }
  }

  /// Removes the hidden files of `target` whose writers have died.
  static func removeStale(of target: URL) {
    let folder = target.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(prefix(of: target)) && name.hasSuffix(suffix) {
      let path = folder.appendingPathComponent(name).path
      let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      guard descriptor >= 0 else { continue }
      // The lock is kept until the file is removed, so that no writer starts in between.
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0, isSame(path, descriptor) { unlink(path) }
      close(descriptor)
    }
  }

  /// The prefix of the names of the target's hidden files. It uses a digest, because the target's
  /// name may already have the maximum length.
  private static func prefix(of target: URL) -> String {
    let digest = SHA256.hex(of: Data(target.lastPathComponent.utf8))
    return ".shinso-\(digest.prefix(16))-"
  }

  /// Creates a new, empty, locked hidden file for `target`. Returns its path and an open
  /// descriptor.
  private static func create(for target: URL, name: String) throws -> (String, Int32) {
    let folder = target.deletingLastPathComponent()
    while true {
      let random = String(UInt64.random(in: 0 ... .max), radix: 36)
      let path = folder.appendingPathComponent(prefix(of: target) + random + suffix).path
      let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        if errno == EEXIST { continue }
        throw failure(name, folder: folder)
      }
      if claim(path, descriptor) { return (path, descriptor) }
      close(descriptor)
    }
  }

  /// Locks a hidden file that was just created. Returns false if another process took it for a
  /// leftover before it was locked, and removed it.
  static func claim(_ path: String, _ descriptor: Int32) -> Bool {
    // Waits until a process that holds the lock to remove the file is done. Fails on file systems
    // without locks, where no process takes the file for a leftover either.
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    return isSame(path, descriptor)
  }

  private static func isSame(_ path: String, _ descriptor: Int32) -> Bool {
    var named = stat()
    var opened = stat()
    return lstat(path, &named) == 0 && fstat(descriptor, &opened) == 0
      && named.st_dev == opened.st_dev && named.st_ino == opened.st_ino
  }

  private static func failure(_ name: String, folder: URL) -> InputError {
    let code = errno
    if code == ENOENT, access(folder.path, F_OK) != 0 {
      return InputError(name, "cannot be written: the folder does not exist")
    }
    if code == ENOTDIR {
      return InputError(name, "cannot be written: \(folder.path) is not a folder")
    }
    return InputError(name, "cannot be written: \(POSIX.reason(code))")
  }
}
