import ShinsoTensor

/// Bytes that can be read at any offset: an `InputFile` or a `MemorySource`. The format readers
/// take a `ByteSource`, so the same code reads a file on disk and one in memory.
public protocol ByteSource: Sendable {
  /// The name that error messages use: the file's path.
  var name: String { get }

  /// The number of bytes when the source was opened.
  var size: Int { get }

  /// Fills `buffer` with the bytes from `offset` on. Throws `InputError` if there are fewer.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws
}

extension ByteSource {
  /// `count` bytes from `offset` on. Memory is allocated only after the range has been checked, so
  /// a false length does no harm.
  public func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    try checkRange(at: offset, count: count)
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try read(
        at: offset,
        into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count))
      initialized = count
    }
  }

  /// Whether these are the first bytes.
  func starts(with bytes: [UInt8]) throws -> Bool {
    try size >= bytes.count && self.bytes(at: 0, count: bytes.count) == bytes
  }

  /// All bytes. Throws `InputError`, before anything is read, if there are more than `limit`.
  public func allBytes(limit: Int = .max) throws -> [UInt8] {
    guard size <= limit else {
      throw InputError(name, "has \(counted(size, "byte")), more than the limit of \(limit)")
    }
    return try bytes(at: 0, count: size)
  }

  /// Throws `InputError` unless the `count` bytes from `offset` on exist.
  func checkRange(at offset: Int, count: Int) throws {
    let (end, overflow) = offset.addingReportingOverflow(count)
    guard offset >= 0, count >= 0, !overflow, end <= size else {
      throw InputError(
        name,
        "is truncated or damaged: \(counted(count, "byte")) are needed at offset \(offset) "
          + "of \(size)")
    }
  }
}

/// Bytes in memory as a `ByteSource`.
public struct MemorySource: ByteSource {
  public let name: String
  public let contents: [UInt8]
  public var size: Int { contents.count }

  /// - Parameter name: the name that error messages use for the bytes.
  public init(_ contents: [UInt8], name: String) {
    self.contents = contents
    self.name = name
  }

  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    try checkRange(at: offset, count: buffer.count)
    contents.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + buffer.count]))
    }
  }
}
