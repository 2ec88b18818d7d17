import Foundation
import ShinsoFormats
import ShinsoTensor

/// The text of a file. Line ends (also `\r\n` and `\r`) become `\n`; a byte order mark is removed.
public struct TextFile: Sendable, Hashable {
  public let text: String
  /// The detected encoding.
  public let encoding: TextEncoding

  /// The token ids take four times as much memory.
  private static let maximumByteCount = 1 << 30

  /// Reads a file, which may be gzipped or inside an archive (`novel.zip/novel.txt`).
  ///
  /// UTF-8, UTF-16 with a byte order mark, Shift_JIS and EUC-JP are detected, the last two where a text
  /// looks Japanese: EUC-JP by its kana, because Chinese and Korean text has the same bytes.
  ///
  /// - Throws: `InputError` naming the file, and the first byte that is damaged or in none of these
  ///   encodings. Nothing is dropped or replaced.
  public init(_ url: URL) throws {
    try self.init(Self.contents(of: url), name: url.path)
  }

  /// - Parameter name: the name that error messages use for the bytes.
  public init(_ bytes: [UInt8], name: String) throws {
    (text, encoding) = try TextDecoder(name: name).decode(bytes)
  }

  /// The bytes of the text after decompression.
  static func contents(of url: URL) throws -> [UInt8] {
    let bytes = try PackedFile.bytes(of: url, limit: maximumByteCount)
    guard bytes.starts(with: [0x1F, 0x8B]) else { return bytes }
    return try Gzip.read(MemorySource(bytes, name: url.path), limit: maximumByteCount)
  }
}
