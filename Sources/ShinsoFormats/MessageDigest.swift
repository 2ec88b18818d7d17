import CCrypto
import Foundation

/// A digest of files and data, computed by libcrypto.
struct MessageDigest: ~Copyable {
  enum Algorithm {
    /// FIPS 180-4, 64 hexadecimal digits.
    case sha256
    /// FIPS 180-4, 40 hexadecimal digits: what the makers of old files published.
    case sha1
  }

  private let context: OpaquePointer

  init(_ algorithm: Algorithm) {
    let method = algorithm == .sha256 ? EVP_sha256() : EVP_sha1()
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, method, nil) == 1 else {
      preconditionFailure("libcrypto cannot start a digest (out of memory?)")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let added = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(added == 1, "libcrypto cannot continue a digest")
  }

  /// The digest of everything added, in lowercase hexadecimal digits.
  consuming func hex() -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    let ended = EVP_DigestFinal_ex(context, &digest, &count)
    precondition(ended == 1, "libcrypto cannot end a digest")
    return digest.prefix(Int(count)).map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
  }

  /// The digest of the bytes of a file, read in pieces of 1 MiB. Throws `InputError` if it cannot be
  /// read.
  static func hex(of url: URL, by algorithm: Algorithm) throws -> String {
    let file = try InputFile(url)
    var digest = MessageDigest(algorithm)
    var offset = 0
    while offset < file.size {
      let piece = try file.bytes(at: offset, count: min(1 << 20, file.size - offset))
      piece.withUnsafeBytes { digest.update($0) }
      offset += piece.count
    }
    return digest.hex()
  }
}
