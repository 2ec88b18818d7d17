import Foundation
import ShinsoTensor

/// A regular file, opened for reading at any offset and from any thread.
///
/// It reads with `pread`, straight into the caller's memory (such as a tensor's storage), and does
/// not map the file. If another process truncates a mapped file, a signal kills the program,
/// whereas a read returns an error. The data are copied once in either case.
public final class InputFile: ByteSource {
  public let name: String
  public let size: Int
  private let descriptor: Int32

  /// Opens the file at `url`. Throws `InputError` if it is missing, not readable or not a regular
  /// file.
  public init(_ url: URL) throws {
    name = url.path
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw InputError(name, "cannot be opened: \(POSIX.reason())") }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let reason = POSIX.reason()
      close(descriptor)
      throw InputError(name, "cannot be read: \(reason)")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw InputError(name, isFolder ? "is a folder, not a file" : "is not a regular file")
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    try checkRange(at: offset, count: buffer.count)
    guard let count = POSIX.readFully(descriptor, at: offset, into: buffer) else {
      throw InputError(name, "cannot be read: \(POSIX.reason())")
    }
    guard count == buffer.count else {
      throw InputError(name, "became shorter while being read")
    }
  }
}
