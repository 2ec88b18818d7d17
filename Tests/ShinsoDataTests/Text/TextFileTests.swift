import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData
@testable import ShinsoFormats

@Suite struct TextFileTests {
  private func file(_ bytes: [UInt8]) throws -> TextFile { try TextFile(bytes, name: "a.txt") }

  private func problem(_ bytes: [UInt8]) -> String {
    TextSamples.problem { _ = try file(bytes) }
  }

  @Test(.requiresTestData("text/neko.txt"))
  func theNovelIsTheSameInEveryEncoding() throws {
    let original = try TextSamples.nekoText()
    let text = try TextFile(#require(TextSamples.neko)).text
    #expect(text.count == 328_721 && text.unicodeScalars.count == 328_721)
    #expect(text.filter { $0 == "\n" }.count == 9_964 && !text.unicodeScalars.contains("\r"))
    let copies: [(TextEncoding, [UInt8])] = [
      (.utf8, [0xEF, 0xBB, 0xBF] + original.utf8),
      (.utf16LittleEndian, TextSamples.utf16(original)),
      (.utf16BigEndian, TextSamples.utf16(original, isBigEndian: true)),
    ]
    for (encoding, bytes) in copies {
      let copy = try file(bytes)
      #expect(copy.encoding == encoding && copy.text.utf8.elementsEqual(text.utf8))
    }
    // Without the few characters that JIS X 0208 lacks.
    let plain = String(original.filter { String($0).data(using: .shiftJIS) != nil })
    #expect(plain.count > 318_000)
    let expected = plain.replacing("\r\n", with: "\n")
    for (encoding, bytes) in [
      (TextEncoding.shiftJIS, try TextSamples.shiftJIS(plain)),
      (.eucJP, try TextSamples.eucJP(plain)),
    ] {
      let copy = try file(bytes)
      #expect(copy.encoding == encoding && copy.text.utf8.elementsEqual(expected.utf8))
    }
  }

  @Test func lineEndsBecomeLineFeeds() throws {
    #expect(try file(Array("a\r\nb\rc\n\r\n\r\r".utf8)).text == "a\nb\nc\n\n\n\n")
    #expect(try file(TextSamples.utf16("a\r\nb\r")).text == "a\nb\n")
  }

  @Test func lettersThatWindowsAddedAreRead() throws {
    let text = try file([0x87, 0x40, 0xFB, 0xFC, 0x81, 0x60, 0x82, 0xA0, 0xC8, 0xBA])
    #expect(text.encoding == .shiftJIS && text.text == "①髙～あﾈｺ")
    #expect(try file([0xAD, 0xA1, 0xA1, 0xC1, 0xA4, 0xA2]).text == "①～あ")
  }

  @Test func shortTextsAreRecognized() throws {
    for text in ["あ", "い", "らか", "るか", "吾輩は猫である。", "カタカナ", "駄目、駄目、駄目と。"] {
      #expect(try file(TextSamples.shiftJIS(text)).text == text)
      #expect(try file(TextSamples.eucJP(text)).text == text)
    }
    for text in ["東京", "猫", "a,猫\nb,犬\n", "a、b\n", "CPUの性能"] {
      #expect(try file(TextSamples.shiftJIS(text)).text == text)
    }
    // Chinese and Korean text in encodings of their own has the same bytes.
    #expect(problem(try TextSamples.eucJP("東京")).contains("as EUC-JP it would not be Japanese"))
  }

  /// All of it is valid Shift_JIS or EUC-JP.
  @Test func otherLanguagesAreNotJapanese() {
    let texts: [[UInt8]] = [
      // "Größe" and "Hündin" in code page 437, "maçã" and "créée" in Latin-1, "СОБАКА" in code page 1251.
      Array("Gr".utf8) + [0x94, 0xE1] + Array("e".utf8), Array("H".utf8) + [0x81, 0x6E, 0x64],
      Array("ma".utf8) + [0xE7, 0xE3, 0x0A], Array("cr".utf8) + [0xE9, 0xE9, 0x65],
      [0xD1, 0xCE, 0xC1, 0xC0, 0xCA, 0xC0],
      // "小狗" in GBK, "고양이" in EUC-KR.
      [0xD0, 0xA1, 0xB9, 0xB7], [0xB0, 0xED, 0xBE, 0xE7, 0xC0, 0xCC],
    ]
    for text in texts { #expect(problem(text).contains("unknown encoding"), "\(text)") }
  }

  @Test func damageIsNamedByItsPlace() {
    let text = Array("吾輩は猫である。".utf8)
    #expect(problem(text.dropLast()) == "a.txt: is damaged: byte 21 cannot be read as UTF-8")
    #expect(
      problem(Array("さあ。".utf8).dropLast()) == "a.txt: is damaged: byte 6 cannot be read as UTF-8")
    #expect(
      problem(text + [0xED, 0xA0, 0x80] + text)
        == "a.txt: is damaged: byte 24 cannot be read as UTF-8")
    // A lone surrogate, and half a character.
    let lone = TextSamples.utf16("ab") + [0x00, 0xD8, 0x61, 0x00]
    #expect(problem(lone) == "a.txt: is damaged: byte 6 cannot be read as UTF-16LE")
    #expect(
      problem(TextSamples.utf16("ab").dropLast())
        == "a.txt: is damaged: byte 4 cannot be read as UTF-16LE")
    #expect(
      problem([0xEF, 0xBB, 0xBF, 0x61, 0x82, 0xA0])
        == "a.txt: is damaged: byte 4 cannot be read as UTF-8")
  }

  @Test func mixedAndOtherEncodingsAreRefused() throws {
    let shiftJIS = try TextSamples.shiftJIS("吾輩は猫である。名前はまだ無い。")
    #expect(
      problem(shiftJIS + Array("まだ、名前は。".utf8))
        == "a.txt: is in an unknown encoding: byte 0 is not UTF-8, byte 0 is not EUC-JP, "
        + "byte 37 is not Shift_JIS; convert it to UTF-8")
    #expect(
      problem(Array("名前はまだ無い。".utf8) + shiftJIS.prefix(4))
        == "a.txt: is damaged: byte 24 cannot be read as UTF-8")
    // "crée, déjà" in Latin-1: of these bytes Shift_JIS could make kanji.
    let latin = [0x63, 0x72, 0xE9, 0x65, 0x20, 0x64, 0xE9, 0x6A] as [UInt8]
    #expect(problem(latin).contains("as Shift_JIS it would not be Japanese"))
    // "don’t, cr" in Windows-1252; the same letter in UTF-8 and in Latin-1.
    #expect(problem([0x64, 0x6F, 0x6E, 0x92, 0x74, 0x2C]).contains("would not be Japanese"))
    #expect(problem([0x63, 0xC3, 0xA9, 0x20, 0xE9, 0x74, 0x20]).contains("unknown encoding"))
    #expect(problem([0x1B, 0x24, 0x42, 0x24, 0x22]).contains("ISO-2022-JP: byte 0"))
  }

  /// As `iconv -t UTF-16LE` writes it.
  @Test func utf16WithoutAMark() throws {
    for text in ["one line\nand another\n", "吾輩は\u{3000}猫である。\n名前はまだ無い。\n"] {
      for isBigEndian in [false, true] {
        let bytes = TextSamples.utf16(text, isBigEndian: isBigEndian).dropFirst(2)
        let read = try file(Array(bytes))
        #expect(read.text == text)
        #expect(read.encoding == (isBigEndian ? .utf16BigEndian : .utf16LittleEndian))
      }
    }
  }

  @Test func whatIsNotTextIsRefused() throws {
    #expect(problem([0x61, 0, 0x62]) == "a.txt: is not a text file: byte 1 is NUL")
    #expect(problem(TextSamples.utf16("a\0b")).contains("is NUL"))
    #expect(problem([1, 2, 3, 0x61]).contains("3 of its 4 bytes are control characters"))
    #expect(try file([]).text.isEmpty)
    // A form feed or a bell here and there is text.
    #expect(
      try file(Array((String(repeating: "a", count: 200) + "\u{C}\u{7}").utf8)).text.count == 202)
  }

  @Test func nothingIsReplaced() throws {
    var generator = SplitMix64(seed: 5)
    var readCount = 0
    for _ in 0..<20_000 {
      let bytes = (0..<(1 + generator.index(below: 6))).map { _ in
        UInt8(generator.index(below: 256))
      }
      do {
        let file = try file(bytes)
        readCount += 1
        #expect(!file.text.unicodeScalars.contains("\u{FFFD}"))
        if file.encoding != .utf8 {
          #expect(!file.text.unicodeScalars.contains { (0x80...0x9F).contains($0.value) })
        } else if !bytes.contains(0x0D) {
          #expect(file.text.utf8.elementsEqual(bytes))
        }
      } catch is InputError {}
    }
    #expect(readCount > 200)
  }
}
