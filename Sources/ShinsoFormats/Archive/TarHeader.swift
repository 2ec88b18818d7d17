/// The block before an entry's contents.
struct TarHeader {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Two empty blocks end an archive.
  var isEmpty: Bool { bytes.allSatisfy { $0 == 0 } }

  /// What follows: "0" a file, "1" a hard link, "5" a folder, "L" and "K" a long name and a long
  /// link target, "x" attributes of the next entry.
  var kind: Character { Character(UnicodeScalar(bytes[156])) }

  /// Whether the header describes the next entry, or all entries, instead of a file.
  var isExtension: Bool { ["L", "K", "x", "g"].contains(kind) }

  var name: String {
    let name = text(0..<100)
    let isUstar = bytes[257..<262].elementsEqual("ustar".utf8)
    let prefix = isUstar && bytes[262] == 0 ? text(345..<500) : ""
    return prefix.isEmpty ? name : prefix + "/" + name
  }

  /// The target of a link.
  var target: String { text(157..<257) }

  var size: Int? {
    // GNU tar writes numbers that are too large for octal digits in base 256.
    if bytes[124] & 0x80 != 0 {
      return bytes[125..<136].reduce(Int?.some(0)) { sum, byte in
        guard let sum, sum < 1 << 54 else { return nil }
        return sum << 8 | Int(byte)
      }
    }
    return octal(124..<136)
  }

  /// Whether the checksum is right. It is computed with spaces in place of the checksum itself.
  var isSound: Bool {
    guard let declared = octal(148..<156) else { return false }
    let sum = bytes.enumerated().reduce(0) {
      $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element))
    }
    return sum == declared
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range].prefix { $0 != 0 }, as: UTF8.self)
  }

  private func octal(_ range: Range<Int>) -> Int? {
    let digits = bytes[range].drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
    if digits.isEmpty { return 0 }
    return Int(String(decoding: digits, as: UTF8.self), radix: 8)
  }

  /// Lines of the form `LENGTH KEY=VALUE\n`; anything else is ignored.
  static func attributes(_ bytes: [UInt8]) -> [String: String] {
    var found: [String: String] = [:]
    var rest = bytes[...]
    while let space = rest.firstIndex(of: 0x20),
      let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
      length > space - rest.startIndex + 1, length <= rest.count
    {
      let line = rest[(space + 1)..<(rest.startIndex + length)].dropLast()
      if let equals = line.firstIndex(of: 0x3D) {
        found[String(decoding: line[..<equals], as: UTF8.self)] =
          String(decoding: line[(equals + 1)...], as: UTF8.self)
      }
      rest = rest[(rest.startIndex + length)...]
    }
    return found
  }
}
