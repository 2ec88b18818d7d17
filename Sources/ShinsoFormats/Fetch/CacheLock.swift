import Foundation

/// A lock on a file. Only one process, and only one thread in it, can hold it; it ends with its
/// holder, however that ends.
enum CacheLock {
  /// Runs `body` while holding the lock on `file`, which is created if it is missing.
  ///
  /// - Parameter waiting: called once if another process or thread holds the lock.
  static func withLock<Result>(
    on file: URL, waiting: () -> Void, _ body: () throws -> Result
  ) throws -> Result {
    let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileProblem.error(at: file, errno) }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      waiting()
      while flock(descriptor, LOCK_EX) != 0 {
        guard errno == EINTR else { throw FileProblem.error(at: file, errno) }
      }
    }
    return try body()
  }
}
