import CZlib
import ShinsoTensor

/// Decompresses deflate data (RFC 1951), optionally wrapped as gzip (RFC 1952), piece by piece. Its
/// memory does not depend on the decompressed size.
final class Inflater {
  enum Wrapping: Int32 {
    /// Raw deflate, as in zip archives.
    case none = -15
    /// zlib (RFC 1950), as in PNG.
    case zlib = 15
    /// gzip; several members in a row are one stream.
    case gzip = 31
  }

  /// The highest compression ratio of deflate (zlib's documentation: 1032 to 1).
  static let maximumRatio = 1032

  private let source: any ByteSource
  private let wrapping: Wrapping
  private let name: String
  /// On the heap, because zlib keeps its address.
  private let stream: UnsafeMutablePointer<z_stream>
  private var input = [UInt8]()
  private var inputOffset = 0
  /// The part of the source that has not been read yet.
  private var rest: Range<Int>
  private var isAtEnd = false

  /// Decompresses the bytes `range` of `source`; error messages call them `name`.
  init(_ source: any ByteSource, range: Range<Int>, wrapping: Wrapping, name: String) throws {
    self.source = source
    self.wrapping = wrapping
    self.name = name
    rest = range
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let status = inflateInit2_(
      stream, wrapping.rawValue, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw InputError(name, "cannot be decompressed: out of memory") }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Decompresses into `buffer` until it is full or the data end, and returns the number of bytes.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var done = 0
    while done < buffer.count, !isAtEnd {
      done += try step(UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
    }
    return done
  }

  /// Whether every byte of the range was used.
  var hasReadAll: Bool { isAtEnd && rest.isEmpty && inputOffset == input.count }

  private func step(_ output: UnsafeMutableRawBufferPointer) throws -> Int {
    if inputOffset == input.count { try refill() }
    let available = min(output.count, 1 << 30)
    let offered = input.count - inputOffset
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(available)
    let status = input.withUnsafeMutableBufferPointer { bytes in
      stream.pointee.next_in = bytes.baseAddress.map { $0 + inputOffset }
      stream.pointee.avail_in = UInt32(offered)
      defer { stream.pointee.next_in = nil }
      return inflate(stream, Z_NO_FLUSH)
    }
    inputOffset += offered - Int(stream.pointee.avail_in)
    let produced = available - Int(stream.pointee.avail_out)
    switch status {
    case Z_OK: break
    case Z_STREAM_END: try endMember()
    case Z_BUF_ERROR where offered == 0 && produced == 0:
      throw InputError(name, "is truncated: the compressed data end early")
    case Z_BUF_ERROR: break
    case Z_MEM_ERROR: throw InputError(name, "cannot be decompressed: out of memory")
    default: throw InputError(name, "is damaged: the compressed data are not valid")
    }
    return produced
  }

  private func refill() throws {
    let count = min(rest.count, 1 << 16)
    input = try source.bytes(at: rest.lowerBound, count: count)
    inputOffset = 0
    rest = rest.dropFirst(count)
  }

  /// A gzip member may be followed by another one, or by zeros as padding.
  private func endMember() throws {
    guard wrapping == .gzip else {
      isAtEnd = true
      return
    }
    while true {
      if inputOffset == input.count { try refill() }
      guard inputOffset < input.count else {
        isAtEnd = true
        return
      }
      if input[inputOffset] != 0 { break }
      inputOffset += 1
    }
    guard inflateReset(stream) == Z_OK else {
      throw InputError(name, "cannot be decompressed: out of memory")
    }
  }
}
