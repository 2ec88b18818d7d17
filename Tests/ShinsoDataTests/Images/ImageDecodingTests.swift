import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct ImageDecodingTests {
  @Test(arguments: ImageFixtures.jpegNames + ImageFixtures.pngNames)
  func pixelsAreThoseOfPillow(name: String) throws {
    let image = try Image(contentsOf: ImageFixtures.url(name))
    let expected = try ImageFixtures.expected(name)
    #expect((image.width, image.height) == (expected.width, expected.height))
    let different = zip(image.pixels, expected.pixels).count { $0 != $1 }
    #expect(different == 0, "\(different) of \(expected.pixels.count) values differ")
    #expect(image.pixels.count == expected.pixels.count)
  }

  @Test func everyKindIsThere() {
    #expect(ImageFixtures.jpegNames.count == 24)
    #expect(ImageFixtures.pngNames.count == 35)
  }

  @Test(arguments: ImageFixtures.jpegNames + ImageFixtures.pngNames)
  func sizeIsReadWithoutDecoding(name: String) throws {
    let size = try Image.size(of: ImageFixtures.url(name))
    let expected = try ImageFixtures.expected(name)
    #expect(size == (expected.width, expected.height))
  }

  @Test(arguments: ["baseline-420.jpg", "gray.jpg", "rgb-8.png", "gray-16.png", "rgba-8.png"])
  func grayIsLuma(name: String) throws {
    let gray = try Image(contentsOf: ImageFixtures.url(name), as: .gray)
    let color = try ImageFixtures.expected(name)
    #expect(gray.format == .gray)
    for i in 0..<color.width * color.height {
      let sum = (0..<3).reduce(0.0) {
        $0 + [0.299, 0.587, 0.114][$1] * Double(color.pixels[3 * i + $1])
      }
      #expect(abs(Double(gray.pixels[i]) - sum) <= 0.501)
    }
  }

  @Test func theNameDoesNotMatter() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      let url = folder.appending(path: "wrong.png")
      try FileManager.default.copyItem(at: ImageFixtures.url("baseline-420.jpg"), to: url)
      #expect(try Image(contentsOf: url) == ImageFixtures.expected("baseline-420.jpg"))
    }
  }

  @Test(arguments: ImageFixtures.jpegNames + ImageFixtures.pngNames)
  func aFileCutShortIsAnErrorUnlessThePictureIsThere(name: String) throws {
    let whole = try ImageFixtures.bytes(name)
    let picture = try Image(data: whole, name: name)
    var complete = 0
    for length in 0..<whole.count {
      do {
        let found = try Image(data: Array(whole.prefix(length)), name: name)
        #expect(found == picture, "the first \(length) bytes of \(name)")
        complete += 1
      } catch { #expect(error is InputError) }
    }
    // The end chunk of PNG has 12 bytes; the last bits of a JPEG may be filling.
    #expect(complete <= 12, "\(name)")
  }

  @Test func aPictureThatEndsHalfWayIsAnError() throws {
    for name in ["baseline-420.jpg", "gray.jpg", "cmyk.jpg"] {
      // As a program leaves it that repairs the end of a damaged file.
      let whole = try ImageFixtures.bytes(name)
      let repaired = Array(whole.prefix(whole.count - 40)) + [0xff, 0xd9]
      let error = #expect(throws: InputError.self) { try Image(data: repaired, name: name) }
      #expect(error?.problem.contains("damaged JPEG") == true)
    }
  }

  /// A fatal error after a warning, which the library reports like the warning.
  @Test func aDamagedTableAfterStrayBytesIsAnError() throws {
    var bytes = try ImageFixtures.bytes("gray.jpg")
    let table = try #require(
      bytes.indices.dropLast().first { bytes[$0] == 0xff && bytes[$0 + 1] == 0xc4 })
    // More codes of one bit than there can be.
    bytes[table + 5] = 200
    bytes.insert(contentsOf: [1, 2, 3], at: table)
    let error = #expect(throws: InputError.self) { try Image(data: bytes, name: "x") }
    #expect(error?.problem.contains("Huffman") == true, "\(error?.problem ?? "no error")")
  }

  @Test func otherFilesAreRefusedByName() throws {
    let cases: [(bytes: [UInt8], word: String)] = [
      ([], "empty"), (Array("GIF89a".utf8), "GIF"), (Array("<html>".utf8), "HTML"),
      (Array("hello, world".utf8), "neither"), ([0xff, 0xd8, 0xff], "truncated"),
      (PNGChunks.signature, "without a header"),
    ]
    for (bytes, word) in cases {
      let error = #expect(throws: InputError.self) { try Image(data: bytes, name: "picture.jpg") }
      #expect(error?.subject == "picture.jpg")
      #expect(error?.problem.contains(word) == true, "\(error?.problem ?? "no error")")
      #expect(error?.description.contains("\n") == false)
    }
    for path in ["/nowhere/picture.jpg", "/dev/zero", NSTemporaryDirectory()] {
      let url = URL(fileURLWithPath: path)
      let error = #expect(throws: InputError.self) { try Image(contentsOf: url) }
      #expect(error?.subject == url.path)
      #expect(throws: InputError.self) { try Image.size(of: url) }
    }
  }

  @Test func unusualCodingsAreRefused() throws {
    let whole = try ImageFixtures.bytes("baseline-444.jpg")
    let frame = try #require(
      whole.indices.dropLast().first { whole[$0] == 0xff && whole[$0 + 1] == 0xc0 })
    func error(_ change: (inout [UInt8]) -> Void) -> String {
      var bytes = whole
      change(&bytes)
      return #expect(throws: InputError.self) { try Image(data: bytes, name: "x") }?.problem ?? ""
    }
    #expect(error { $0[frame + 1] = 0xc3 }.contains("lossless"))
    #expect(error { $0[frame + 4] = 12 }.contains("12 bits"))
    #expect(error { $0[frame + 9] = 2 }.contains("2 color components"))
    #expect(error { $0.replaceSubrange(frame + 5..<frame + 7, with: [0, 0]) }.contains("21 x 0"))
    // 65535 x 65535 pixels; and 8000 x 8000, below the limit but not in a file of this size.
    #expect(
      error { $0.replaceSubrange(frame + 5..<frame + 9, with: [255, 255, 255, 255]) }
        .contains("too many for its file size"))
    #expect(
      error { $0.replaceSubrange(frame + 5..<frame + 9, with: [31, 64, 31, 64]) }
        .contains("too many for its file size"))
  }

  @Test func hugePNGsAreRefused() throws {
    let (implausible, extreme) = ("too many for its file size", "the limit is 65535 each way")
    for (width, height, word) in [
      (20_000, 8_000, implausible), (65_535, 65_535, implausible), (100_000, 100_000, extreme),
      (1 << 31 - 1, 1 << 31 - 1, extreme), (65_536, 1, extreme), (1, 178_956_970, extreme),
    ] {
      var bytes = try ImageFixtures.bytes("rgb-8.png")
      var size = [UInt8]()
      for value in [width, height] {
        size += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
      }
      bytes.replaceSubrange(16..<24, with: size)
      let sum = ImageFixtures.crc(bytes[12..<29])
      bytes.replaceSubrange(
        29..<33, with: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) })
      let error = #expect(throws: InputError.self) { try Image(data: bytes, name: "x") }
      #expect(error?.problem.contains(word) == true, "\(error?.problem ?? "no error")")
    }
    let longest = Image(width: 1, height: 65_535)
    #expect(try Image(data: longest.pngBytes(), name: "x") == longest)
    let longer = Image(width: 65_536, height: 1)
    #expect(throws: InputError.self) { try Image(data: longer.pngBytes(), name: "x") }
  }

  @Test func damagedPNGsAreRefused() throws {
    for name in ["rgb-8.png", "palette-4.png", "gray-16-interlaced.png"] {
      var bytes = try ImageFixtures.bytes(name)
      bytes[bytes.count - 20] ^= 0x10
      let error = #expect(throws: InputError.self) { try Image(data: bytes, name: name) }
      #expect(error?.problem.contains("damaged PNG") == true)
    }
  }
}
