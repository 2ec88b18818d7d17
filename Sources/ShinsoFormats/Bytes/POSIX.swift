import Foundation

/// The system calls behind file input and output, with interruptions handled.
enum POSIX {
  /// The reason why the last call failed, in words ("No space left on device").
  static func reason(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }

  /// Makes a folder and its missing parents. Returns 0 or an error code.
  static func makeFolder(_ folder: URL) -> Int32 {
    if mkdir(folder.path, 0o777) == 0 { return 0 }
    let code = errno
    if code == ENOENT, folder.pathComponents.count > 1 {
      let outer = makeFolder(folder.deletingLastPathComponent())
      if outer != 0 { return outer }
      return mkdir(folder.path, 0o777) == 0 || errno == EEXIST ? 0 : errno
    }
    var found = stat()
    guard code == EEXIST, stat(folder.path, &found) == 0 else { return code }
    return found.st_mode & S_IFMT == S_IFDIR ? 0 : ENOTDIR
  }

  /// Reads at `offset` until `buffer` is full or the file ends. Returns the number of bytes read,
  /// or nil if reading failed (`errno` says why).
  static func readFully(
    _ descriptor: Int32, at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) -> Int? {
    var done = 0
    while done < buffer.count {
      // On Linux one call transfers at most 2 GiB; smaller pieces are as fast.
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = pread(
        descriptor, rest.baseAddress, min(rest.count, 1 << 30), off_t(offset + done))
      if count < 0 {
        if errno == EINTR { continue }
        return nil
      }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Writes all of `bytes` at `offset`. Returns false if writing failed (`errno` says why).
  static func writeFully(_ descriptor: Int32, at offset: Int, _ bytes: UnsafeRawBufferPointer)
    -> Bool
  {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = pwrite(
        descriptor, rest.baseAddress, min(rest.count, 1 << 30), off_t(offset + done))
      if count < 0 {
        if errno == EINTR { continue }
        return false
      }
      done += count
    }
    return true
  }
}
