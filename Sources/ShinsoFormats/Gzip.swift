import Foundation
import ShinsoTensor

/// Reads gzip files (RFC 1952).
public enum Gzip {
  /// The decompressed contents of the file at `url`. Throws `InputError` if it is truncated,
  /// damaged, not gzip, or larger than `limit` bytes when decompressed.
  public static func read(_ url: URL, limit: Int = 1 << 30) throws -> [UInt8] {
    try read(InputFile(url), limit: limit)
  }

  /// The decompressed contents of `source`; see `read(_:limit:)`.
  public static func read(_ source: any ByteSource, limit: Int = 1 << 30) throws -> [UInt8] {
    try read(source, limit: limit, advice: "")
  }

  /// - Parameter advice: added to the error message if the contents exceed `limit` bytes.
  static func read(_ source: any ByteSource, limit: Int, advice: String) throws -> [UInt8] {
    let reader = try GzipReader(source)
    var result: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try piece.withUnsafeMutableBytes { try reader.read(into: $0) }
      if count == 0 { return result }
      guard result.count + count <= limit else {
        throw InputError(source.name, "expands to more than \(limit) bytes" + advice)
      }
      result.append(contentsOf: piece[..<count])
    }
  }

  /// Whether the bytes start like a gzip file.
  static func matches(_ source: any ByteSource) throws -> Bool {
    try source.size >= 2 && source.bytes(at: 0, count: 2) == [0x1F, 0x8B]
  }
}

/// Decompresses a gzip file from start to end. The caller chooses the size of the pieces.
public final class GzipReader {
  /// The name that error messages use for the file.
  public let name: String
  private let inflater: Inflater

  /// Throws `InputError` if `source` does not start like a gzip file.
  public init(_ source: any ByteSource) throws {
    guard try Gzip.matches(source) else { throw InputError(source.name, "is not a gzip file") }
    name = source.name
    inflater = try Inflater(source, range: 0..<source.size, wrapping: .gzip, name: name)
  }

  /// Fills `buffer` and returns the number of bytes, which is less than `buffer.count` only at the
  /// end. Throws `InputError` if the file is truncated or damaged.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try inflater.read(into: buffer)
  }
}
