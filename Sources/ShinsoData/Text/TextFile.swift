import Foundation
import ShinsoFormats
import ShinsoTensor

/// The text of a file. Line ends (`\r\n` and `\r` too) are `\n`; a byte order mark is not part of it.
public struct TextFile: Sendable, Hashable {
  public let text: String
  /// The encoding that was recognized.
  public let encoding: TextEncoding

  /// Token ids take four times as much.
  private static let maximumByteCount = 1 << 30

  /// Reads a file, which may be compressed by gzip or lie in an archive (`novel.zip/novel.txt`).
  ///
  /// UTF-8, UTF-16 with a byte order mark, Shift_JIS and EUC-JP are recognized. A text that all of
  /// the latter two can be is taken as EUC-JP.
  ///
  /// - Throws: `InputError` naming the file, and the byte at which it is damaged or in none of these
  ///   encodings. Nothing is left out or replaced.
  public init(_ url: URL) throws {
    try self.init(Self.contents(of: url), name: url.path)
  }

  /// - Parameter name: what messages call the bytes.
  public init(_ bytes: [UInt8], name: String) throws {
    (text, encoding) = try TextDecoder(name: name).decode(bytes)
  }

  /// The bytes of the text, decompressed.
  static func contents(of url: URL) throws -> [UInt8] {
    let bytes = try PackedFile.bytes(of: url, limit: maximumByteCount)
    guard bytes.starts(with: [0x1F, 0x8B]) else { return bytes }
    return try Gzip.read(MemorySource(bytes, name: url.path), limit: maximumByteCount)
  }
}
