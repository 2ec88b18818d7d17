import Foundation

/// The SHA-256 digest (FIPS 180-4) of files and data, computed by libcrypto.
///
/// ```swift
/// let digest = try SHA256.hex(of: url)  // 64 lowercase hexadecimal digits
/// ```
public struct SHA256: ~Copyable {
  private var digest = MessageDigest(.sha256)

  public init() {}

  /// Adds `bytes` to the message.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) { digest.update(bytes) }

  /// Adds the UTF-8 bytes of `text` to the message.
  public mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  /// The digest of everything added, as 64 lowercase hexadecimal digits.
  public consuming func hex() -> String { digest.hex() }

  /// The digest of `data`, as 64 lowercase hexadecimal digits.
  public static func hex(of data: Data) -> String {
    var digest = SHA256()
    data.withUnsafeBytes { digest.update($0) }
    return digest.hex()
  }

  /// The digest of the bytes of a file, read in pieces of 1 MiB. Throws `InputError` if it cannot
  /// be read.
  public static func hex(of url: URL) throws -> String {
    try MessageDigest.hex(of: url, by: .sha256)
  }
}
