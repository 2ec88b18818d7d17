import CCrypto
import Foundation

/// The SHA-256 digest (FIPS 180-4) of files and data, computed by libcrypto.
///
/// ```swift
/// let digest = try SHA256.hex(of: url)  // 64 lowercase hexadecimal digits
/// ```
public struct SHA256: ~Copyable {
  private let context: OpaquePointer

  public init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      preconditionFailure("libcrypto cannot start a SHA-256 digest (out of memory?)")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds `bytes` to the message.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let added = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(added == 1, "libcrypto cannot continue a SHA-256 digest")
  }

  /// Adds the UTF-8 bytes of `text` to the message.
  public mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  /// The digest of everything added, as 64 lowercase hexadecimal digits.
  public consuming func hex() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    let ended = EVP_DigestFinal_ex(context, &digest, nil)
    precondition(ended == 1, "libcrypto cannot end a SHA-256 digest")
    return digest.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
  }

  /// The digest of `data`, as 64 lowercase hexadecimal digits.
  public static func hex(of data: Data) -> String {
    var digest = SHA256()
    data.withUnsafeBytes { digest.update($0) }
    return digest.hex()
  }

  /// The digest of the bytes of a file, read in pieces of 1 MiB. Throws `InputError` if it cannot
  /// be read.
  public static func hex(of url: URL) throws -> String {
    let file = try InputFile(url)
    var digest = SHA256()
    var offset = 0
    while offset < file.size {
      let piece = try file.bytes(at: offset, count: min(1 << 20, file.size - offset))
      piece.withUnsafeBytes { digest.update($0) }
      offset += piece.count
    }
    return digest.hex()
  }
}
