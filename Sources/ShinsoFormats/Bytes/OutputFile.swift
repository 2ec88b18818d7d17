import Foundation
import ShinsoTensor

/// A file being written: bytes are appended through a buffer, and earlier ones can be overwritten
/// (such as a header whose numbers are known only at the end).
public final class OutputFile {
  /// The name that error messages use: the path of the file that it will become.
  public let name: String
  /// The number of bytes appended so far.
  public private(set) var position = 0
  private let descriptor: Int32
  private var pending: [UInt8] = []
  private static let bufferSize = 1 << 18

  /// Writes to an open descriptor; the caller closes it.
  init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
    pending.reserveCapacity(Self.bufferSize)
  }

  /// Appends bytes. Throws `InputError` if they cannot be written (disk full).
  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    if pending.count + bytes.count > Self.bufferSize { try flush() }
    if bytes.count >= Self.bufferSize {
      guard POSIX.writeFully(descriptor, at: position, bytes) else { throw failure() }
    } else {
      pending.append(contentsOf: bytes)
    }
    position += bytes.count
  }

  /// Appends bytes. Throws `InputError` if they cannot be written (disk full).
  public func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  /// Appends bytes. Throws `InputError` if they cannot be written (disk full).
  public func write(_ data: Data) throws { try data.withUnsafeBytes { try write($0) } }

  /// Appends text as UTF-8. Throws `InputError` if it cannot be written (disk full).
  public func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Overwrites bytes that were appended before.
  func overwrite(at offset: Int, with bytes: [UInt8]) throws {
    precondition(offset >= 0 && offset + bytes.count <= position)
    try flush()
    guard bytes.withUnsafeBytes({ POSIX.writeFully(descriptor, at: offset, $0) }) else {
      throw failure()
    }
  }

  /// Passes the buffered bytes to the operating system.
  func flush() throws {
    let offset = position - pending.count
    guard pending.withUnsafeBytes({ POSIX.writeFully(descriptor, at: offset, $0) }) else {
      throw failure()
    }
    pending.removeAll(keepingCapacity: true)
  }

  private func failure() -> InputError {
    InputError(name, "cannot be written: \(POSIX.reason())")
  }
}
