/// The block before an entry's contents.
struct TarHeader {
  /// In bytes.
  static let size = 512

  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Two empty blocks end an archive.
  var isEmpty: Bool { bytes.allSatisfy { $0 == 0 } }

  /// Whether it is of the format that all programs of this century write.
  var isUstar: Bool { hasUstarMark && isSound }

  private var hasUstarMark: Bool { bytes[257..<262].elementsEqual("ustar".utf8) }

  /// What follows: "0" a file, "1" a hard link, "5" a folder, "L" and "K" a long name and a long
  /// link target, "x" attributes of the next entry.
  var kind: Character { Character(UnicodeScalar(bytes[156])) }

  /// Whether the header describes the next entry, or all entries, instead of a file.
  var isExtension: Bool { ["L", "K", "x", "g"].contains(kind) }

  var name: [UInt8] {
    let name = text(0..<100)
    let prefix = hasUstarMark && bytes[262] == 0 ? text(345..<500) : []
    return prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name
  }

  /// The target of a link.
  var target: [UInt8] { text(157..<257) }

  var contentSize: Int? {
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

  private func text(_ range: Range<Int>) -> [UInt8] { Array(bytes[range].prefix { $0 != 0 }) }

  private func octal(_ range: Range<Int>) -> Int? {
    let digits = bytes[range].drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
    if digits.isEmpty { return 0 }
    return Int(String(decoding: digits, as: UTF8.self), radix: 8)
  }

  /// Lines of the form `LENGTH KEY=VALUE\n`; anything else is ignored.
  static func attributes(_ bytes: [UInt8]) -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    var rest = bytes[...]
    while let space = rest.firstIndex(of: 0x20),
      let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
      length > space - rest.startIndex + 1, length <= rest.count
    {
      let line = rest[(space + 1)..<(rest.startIndex + length)].dropLast()
      if let equals = line.firstIndex(of: 0x3D) {
        found[String(decoding: line[..<equals], as: UTF8.self)] =
          Array(line[(equals + 1)...])
      }
      rest = rest[(rest.startIndex + length)...]
    }
    return found
  }
}
