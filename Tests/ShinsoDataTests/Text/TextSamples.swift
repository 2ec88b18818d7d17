import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

/// Texts in several encodings, made here.
enum TextSamples {
  static let neko = TestData.url("text/neko.txt")

  /// The novel with its own line ends (`\r\n`).
  static func nekoText() throws -> String {
    String(decoding: try InputFile(try #require(neko)).allBytes(), as: UTF8.self)
  }

  static func shiftJIS(_ text: String) throws -> [UInt8] {
    Array(try #require(text.data(using: .shiftJIS)))
  }

  /// Row and cell of JIS X 0208 written as EUC-JP writes them.
  static func eucJP(_ text: String) throws -> [UInt8] {
    let bytes = try shiftJIS(text)
    var result: [UInt8] = []
    var place = 0
    while place < bytes.count {
      let first = bytes[place]
      if first < 0x80 {
        result.append(first)
        place += 1
        continue
      }
      try #require(!(0xA0...0xDF).contains(first), "half-width kana")
      let second = bytes[place + 1]
      let row = 2 * (first - (first < 0xA0 ? 0x81 : 0xC1)) + (second >= 0x9F ? 1 : 0)
      let cell = second >= 0x9F ? second - 0x9F : second - (second >= 0x80 ? 0x41 : 0x40)
      result += [0xA1 + row, 0xA1 + cell]
      place += 2
    }
    return result
  }

  static func utf16(_ text: String, isBigEndian: Bool = false) -> [UInt8] {
    ("\u{FEFF}" + text).utf16.flatMap { unit in
      let bytes = [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)]
      return isBigEndian ? bytes.reversed() : bytes
    }
  }

  /// A gzip file without compression (RFC 1951, section 3.2.4).
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    for start in stride(from: 0, to: bytes.count, by: 0xFFFF) {
      let part = bytes[start..<min(start + 0xFFFF, bytes.count)]
      result.append(part.endIndex == bytes.count ? 1 : 0)
      result += little(part.count, 2) + little(~part.count, 2) + part
    }
    var sum = CRC32()
    bytes.withUnsafeBytes { sum.update($0) }
    return result + little(Int(sum.value), 4) + little(bytes.count, 4)
  }

  static func write(_ bytes: [UInt8], _ path: String, in folder: URL) throws {
    let url = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  static func problem(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "none"
    } catch { return "\(error)" }
  }
}
