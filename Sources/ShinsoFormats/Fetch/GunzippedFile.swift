import Foundation
import ShinsoTensor

/// Reads the contents of a file that may be gzipped, piece by piece: `train-images-idx3-ubyte` and
/// `train-images-idx3-ubyte.gz` give the same contents.
enum GunzippedFile {
  /// Calls `body` with the contents, piece by piece. Throws `InputError` if the file is missing or
  /// damaged, or if it holds more than `limit` bytes.
  static func read(
    _ url: URL, limit: Int, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let file = try InputFile(url)
    let reader = try Gzip.matches(file) ? GzipReader(file) : nil
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    var offset = 0
    while true {
      let count = try piece.withUnsafeMutableBytes { buffer in
        if let reader { return try reader.read(into: buffer) }
        let count = min(buffer.count, file.size - offset)
        try file.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
        return count
      }
      if count == 0 { return }
      offset += count
      guard offset <= limit else { throw InputError(url.path, "holds more than \(limit) bytes") }
      try piece.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }

  /// The SHA-256 of the contents.
  static func sha256(_ url: URL, limit: Int) throws -> String {
    var digest = SHA256()
    try read(url, limit: limit) { digest.update($0) }
    return digest.hex()
  }
}
