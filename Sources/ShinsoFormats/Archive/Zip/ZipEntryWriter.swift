import CZlib
import ShinsoTensor

/// Writes the contents of one entry of a zip archive piece by piece.
public final class ZipEntryWriter {
  /// The number of bytes written so far, before compression.
  public private(set) var position = 0
  private(set) var compressedSize = 0
  private let file: OutputFile
  private let start: Int
  private var checksum = CRC32()
  /// On the heap, because zlib keeps its address. nil if the entry is stored uncompressed.
  private let stream: UnsafeMutablePointer<z_stream>?
  private var output = [UInt8]()

  var crc32: UInt32 { checksum.value }

  init(_ file: OutputFile, compressed: Bool) throws {
    self.file = file
    start = file.position
    guard compressed else {
      stream = nil
      return
    }
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    self.stream = stream
    output = [UInt8](repeating: 0, count: 1 << 16)
    let status = deflateInit2_(
      stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, zlibVersion(),
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw InputError(file.name, "cannot be compressed: out of memory") }
  }

  deinit {
    if let stream {
      deflateEnd(stream)
      stream.deallocate()
    }
  }

  /// Appends bytes. Throws `InputError` if they cannot be written.
  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    checksum.update(bytes)
    position += bytes.count
    guard stream != nil else {
      try file.write(bytes)
      return
    }
    var rest = bytes
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest[..<min(rest.count, 1 << 30)])
      try compress(piece, flush: Z_NO_FLUSH)
      rest = UnsafeRawBufferPointer(rebasing: rest[piece.count...])
    }
  }

  /// Appends bytes. Throws `InputError` if they cannot be written.
  public func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  func finish() throws {
    if stream != nil { try compress(UnsafeRawBufferPointer(start: nil, count: 0), flush: Z_FINISH) }
    compressedSize = file.position - start
  }

  private func compress(_ bytes: UnsafeRawBufferPointer, flush: Int32) throws {
    guard let stream else { return }
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(bytes.count)
    while true {
      let count = output.withUnsafeMutableBufferPointer { output in
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        // Fails only if the stream was not initialized.
        deflate(stream, flush)
        return output.count - Int(stream.pointee.avail_out)
      }
      try output.withUnsafeBytes { try file.write(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      // An output buffer that was not filled means that nothing is left.
      if count < output.count { return }
    }
  }
}
