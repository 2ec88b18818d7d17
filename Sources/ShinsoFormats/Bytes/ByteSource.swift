import ShinsoTensor

/// Bytes that can be read at any offset: an `InputFile` or a `MemorySource`. The format readers
/// take one, so that a file in memory and a file on disk are read by the same code.
public protocol ByteSource: Sendable {
  /// What messages call it: the file's path.
  var name: String { get }

  /// The number of bytes when it was opened.
  var size: Int { get }

  /// Fills `buffer` with the bytes from `offset` on. Throws `InputError` if there are not as many.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws
}

extension ByteSource {
  /// `count` bytes from `offset` on. Nothing is allocated before both are known to lie inside, so
  /// a lying length costs nothing.
  public func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    try checkRange(at: offset, count: count)
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try read(
        at: offset,
        into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count))
      initialized = count
    }
  }

  /// Everything. Throws `InputError`, before anything is read, if it is more than `limit` bytes.
  public func allBytes(limit: Int = .max) throws -> [UInt8] {
    guard size <= limit else {
      throw InputError(name, "has \(size) bytes, more than the \(limit) that it may have")
    }
    return try bytes(at: 0, count: size)
  }

  /// Throws `InputError` unless `count` bytes from `offset` on lie inside.
  func checkRange(at offset: Int, count: Int) throws {
    let (end, overflow) = offset.addingReportingOverflow(count)
    guard offset >= 0, count >= 0, !overflow, end <= size else {
      throw InputError(
        name, "is truncated or damaged: \(count) bytes are needed at offset \(offset) of \(size)")
    }
  }
}

/// Bytes in memory as a `ByteSource`.
public struct MemorySource: ByteSource {
  public let name: String
  public let contents: [UInt8]
  public var size: Int { contents.count }

  /// `name` is what messages call the bytes.
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
