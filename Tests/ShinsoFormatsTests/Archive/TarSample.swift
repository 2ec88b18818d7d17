import Foundation

/// Tar archives, made here.
enum TarSample {
  /// Two files of 3 bytes, x and y, and the empty blocks at the end.
  static func bytes(kind: String = "0", target: String = "") -> [UInt8] {
    ["x", "y"].flatMap { file($0, kind: kind, target: target) }
      + [UInt8](repeating: 0, count: 1_024)
  }

  /// A file of 3 bytes, or something else without contents.
  ///
  /// - Parameter isSigned: whether the checksum takes bytes for signed numbers.
  static func file(
    _ name: String, kind: String = "0", target: String = "", isSigned: Bool = false
  ) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, _ offset: Int) {
      header.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8)
    }
    put(name, 0)
    put(kind == "5" ? "00000000000" : "00000000003", 124)
    put("        " + kind + target, 148)
    put("ustar\u{0}00", 257)
    let sum = header.reduce(0) { $0 + (isSigned ? Int(Int8(bitPattern: $1)) : Int($1)) }
    put(String(format: "%06o\u{0} ", sum), 148)
    let hasContents = kind == "0"
    return header + (hasContents ? [1, 2, 3] + [UInt8](repeating: 0, count: 509) : [])
  }
}
