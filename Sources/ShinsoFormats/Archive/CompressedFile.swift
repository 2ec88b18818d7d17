import CArchive
import Foundation
import ShinsoTensor

/// Decompresses files by libarchive: gzip, bzip2, xz and zstd, recognized by how they start.
enum CompressedFile {
  private static let marks: [[UInt8]] = [
    [0x1F, 0x8B], Array("BZh".utf8), [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], [0x28, 0xB5, 0x2F, 0xFD],
  ]

  /// Whether the bytes start like such a file.
  static func matches(_ source: any ByteSource) throws -> Bool {
    try marks.contains { try source.starts(with: $0) }
  }

  /// The decompressed contents.
  ///
  /// - Parameter advice: added to the error message if they exceed `limit` bytes.
  /// - Throws: `InputError` if the file is truncated or damaged, or larger than `limit` bytes when
  ///   decompressed.
  static func read(_ source: any ByteSource, limit: Int, advice: String = "") throws -> [UInt8] {
    // zlib alone says of gzip where it ends too early.
    if try Gzip.matches(source) { return try Gzip.read(source, limit: limit, advice: advice) }
    let (bytes, isComplete) = try read(source, atMost: limit)
    guard isComplete else {
      throw InputError(source.name, "expands to more than \(limit) bytes" + advice)
    }
    return bytes
  }

  /// The first `count` decompressed bytes, or fewer if there are no more.
  static func start(of source: any ByteSource, count: Int) throws -> [UInt8] {
    try read(source, atMost: count).bytes
  }

  private static func read(
    _ source: any ByteSource, atMost limit: Int
  ) throws -> (bytes: [UInt8], isComplete: Bool) {
    guard let archive = archive_read_new() else {
      throw InputError(source.name, "cannot be decompressed: out of memory")
    }
    defer { archive_read_free(archive) }
    archive_read_support_filter_gzip(archive)
    archive_read_support_filter_bzip2(archive)
    archive_read_support_filter_xz(archive)
    archive_read_support_filter_zstd(archive)
    archive_read_support_format_raw(archive)
    // Kept until the archive is closed, which must not outlive it.
    let input = CompressedInput(source)
    return try withExtendedLifetime(input) {
      let context = Unmanaged.passUnretained(input).toOpaque()
      var entry: OpaquePointer?
      guard
        archive_read_open(archive, context, nil, nextPiece, nil) == ARCHIVE_OK,
        archive_read_next_header(archive, &entry) == ARCHIVE_OK
      else { throw damaged(source, archive, input) }
      var result: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: min(limit, 1 << 18))
      while result.count < limit {
        let count = piece.withUnsafeMutableBytes {
          archive_read_data(archive, $0.baseAddress, $0.count)
        }
        guard count >= 0 else { throw damaged(source, archive, input) }
        if count == 0 { return (result, true) }
        result.append(contentsOf: piece[..<min(count, limit - result.count)])
      }
      var more: UInt8 = 0
      return (result, archive_read_data(archive, &more, 1) == 0)
    }
  }

  private static func damaged(
    _ source: any ByteSource, _ archive: OpaquePointer, _ input: CompressedInput
  ) -> InputError {
    if let problem = input.problem { return problem }
    let reason = archive_error_string(archive).map { String(cString: $0) } ?? "it ends early"
    return InputError(source.name, "is truncated or damaged: \(reason)")
  }
}

/// Hands a file to libarchive piece by piece.
private final class CompressedInput {
  private let source: any ByteSource
  private var piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
  private var position = 0
  private(set) var problem: InputError?

  init(_ source: any ByteSource) { self.source = source }

  deinit { piece.deallocate() }

  func next(_ buffer: UnsafeMutablePointer<UnsafeRawPointer?>) -> la_ssize_t {
    let count = min(piece.count, source.size - position)
    do {
      try source.read(
        at: position, into: UnsafeMutableRawBufferPointer(rebasing: piece[..<count]))
    } catch {
      problem = error as? InputError
      return -1
    }
    position += count
    buffer.pointee = UnsafeRawPointer(piece.baseAddress)
    return count
  }
}

/// libarchive's callback for the next piece.
private func nextPiece(
  _ archive: OpaquePointer?, _ context: UnsafeMutableRawPointer?,
  _ buffer: UnsafeMutablePointer<UnsafeRawPointer?>?
) -> la_ssize_t {
  guard let context, let buffer else { return -1 }
  return Unmanaged<CompressedInput>.fromOpaque(context).takeUnretainedValue().next(buffer)
}
