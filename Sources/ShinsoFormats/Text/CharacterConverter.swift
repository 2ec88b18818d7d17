import Foundation
import ShinsoTensor

/// The system's iconv. On Linux, Foundation's own tables do not include EUC-JP, and Foundation does
/// not say where a text is damaged.
package enum CharacterConverter {
  /// A byte that is invalid at its position in the encoding.
  package struct Problem: Error {
    package let offset: Int
  }

  /// The bytes as UTF-8. Throws `Problem` at the first byte that cannot be converted, and
  /// `InputError` if the system has no such converter.
  ///
  /// - Parameter names: possible names of the encoding; the first that the system knows is used.
  package static func utf8(_ bytes: ArraySlice<UInt8>, from names: [String]) throws -> [UInt8] {
    let failed = iconv_t(bitPattern: -1)
    guard let converter = names.lazy.map({ iconv_open("UTF-8", $0) }).first(where: { $0 != failed })
    else {
      throw InputError(
        names[0],
        "the system's iconv does not know this encoding (on Debian: apt-get install "
          + "libc-gconv-modules-extra); convert the text to UTF-8")
    }
    defer { iconv_close(converter) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 2)
    var piece = [CChar](repeating: 0, count: 1 << 16)
    return try bytes.withUnsafeBytes { bytes in
      var source = UnsafeMutablePointer(
        mutating: bytes.baseAddress?.assumingMemoryBound(to: CChar.self))
      var left = bytes.count
      while left > 0 {
        let (status, code) = piece.withUnsafeMutableBufferPointer { piece in
          var target = piece.baseAddress
          var room = piece.count
          errno = 0
          let status = iconv(converter, &source, &left, &target, &room)
          let code = errno
          result.append(
            contentsOf: UnsafeRawBufferPointer(
              rebasing: UnsafeRawBufferPointer(piece)[
                ..<(piece.count - room)]))
          return (status, code)
        }
        if status == -1, code != E2BIG { throw Problem(offset: bytes.count - left) }
      }
      return result
    }
  }
}
