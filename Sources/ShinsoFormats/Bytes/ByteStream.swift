import ShinsoTensor

/// Bytes read from start to end: a file, an entry of a zip archive, a gzip file.
protocol ByteStream: AnyObject {
  /// The name that error messages use.
  var name: String { get }

  /// Fills `buffer`. Throws `InputError` if fewer bytes are left.
  func readFully(into buffer: UnsafeMutableRawBufferPointer) throws

  /// Call this when everything has been read. Throws `InputError` if a checksum shows that the
  /// contents are damaged.
  func finish() throws
}

extension ByteStream {
  func finish() throws {}

  /// The next `count` bytes. The caller must have checked that `count` is plausible.
  func bytes(_ count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try readFully(into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count))
      initialized = count
    }
  }
}

/// A `ByteSource` read from start to end.
final class SourceStream: ByteStream {
  private let source: any ByteSource
  private var position: Int

  init(_ source: any ByteSource, at offset: Int = 0) {
    self.source = source
    position = offset
  }

  var name: String { source.name }
  var remaining: Int { source.size - position }

  func readFully(into buffer: UnsafeMutableRawBufferPointer) throws {
    try source.read(at: position, into: buffer)
    position += buffer.count
  }
}

extension GzipReader: ByteStream {
  func readFully(into buffer: UnsafeMutableRawBufferPointer) throws {
    guard try read(into: buffer) == buffer.count else {
      throw InputError(name, "is truncated or damaged: its contents end early")
    }
  }
}

extension ZipEntryReader: ByteStream {}
