import Foundation
import ShinsoTensor

/// A run's `log.jsonl`, to which lines are appended.
final class TrainingLog {
  private let url: URL
  private let descriptor: Int32
  /// The number of bytes written so far; a resumed run truncates the file to this size.
  private(set) var byteCount: Int

  /// Opens the file, creates it if it is missing, and truncates it to `byteCount` bytes.
  init(_ url: URL, keeping byteCount: Int) throws {
    self.url = url
    descriptor = open(url.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw InputError(url.path, "cannot be written: \(String(cString: strerror(errno)))")
    }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    self.byteCount = max(min(byteCount, size), 0)
    guard ftruncate(descriptor, off_t(self.byteCount)) == 0 else { throw failure() }
  }

  deinit { close(descriptor) }

  func append(_ line: String) throws {
    let bytes = Array(line.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress, $0.count, off_t(byteCount + done))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure() }
      done += count
    }
    byteCount += bytes.count
  }

  /// Waits until the lines are on disk.
  func synchronize() { fsync(descriptor) }

  private func failure() -> InputError {
    InputError(url.path, "cannot be written: \(String(cString: strerror(errno)))")
  }
}
