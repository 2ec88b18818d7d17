import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData
@testable import ShinsoFormats

/// Sound images that are not quite as their formats want them.
@Suite struct OddImageTests {
  @Test(arguments: ["baseline-444.jpg"]) func jpegWithoutItsEnd(name: String) throws {
    let whole = try ImageFixtures.bytes(name)
    #expect(whole.suffix(2) == [0xff, 0xd9])
    let image = try Image(data: whole, name: "x")
    let open = Array(whole.dropLast(2))
    // Camera makers put data of their own behind, thumbnails among them.
    for trailer in [
      [], [0, 0, 1, 10], [0, 0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xd8] as [UInt8],
    ] {
      #expect(try Image(data: open + trailer, name: "x").pixels == image.pixels)
    }
    #expect(try Image(data: whole + [1, 2, 3], name: "x").pixels == image.pixels)
    for count in [whole.count / 2, whole.count - 12] {
      let error = #expect(throws: InputError.self) { try Image(data: whole[..<count], name: "x") }
      #expect(error?.problem == "is a truncated JPEG file; get a complete copy")
    }
  }

  @Test func pngWithoutItsEnd() throws {
    let image = ImageFixtures.pattern(9, 7, .rgb)
    let whole = try image.pngBytes()
    #expect(try Image(data: Array(whole.dropLast(12)), name: "x").pixels == image.pixels)
    #expect(try Image(data: Array(whole.dropLast(5)), name: "x").pixels == image.pixels)
    let error = #expect(throws: InputError.self) {
      try Image(data: Array(whole.dropLast(14)), name: "x")
    }
    #expect(error?.problem == "is a truncated PNG file; get a complete copy")
  }

  private func chunk(_ type: String, _ body: [UInt8]) -> [UInt8] {
    var length: [UInt8] = []
    length.append(littleEndian: UInt32(body.count).bigEndian)
    let named = Array(type.utf8) + body
    var sum: [UInt8] = []
    sum.append(littleEndian: ImageFixtures.crc(named).bigEndian)
    return length + named + sum
  }

  @Test func orientationInPNG() throws {
    let image = try ImageFixtures.pattern(9, 7, .rgb).pngBytes()
    let tiff: [UInt8] = [
      0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0,
    ]
    let hex = (Array("Exif\0\0".utf8) + tiff).map { String(format: "%02x", $0) }.joined()
    let profile = Array("Raw profile type exif\0\nexif\n      28\n\(hex)\n".utf8)
    let xmp = Array("XML:com.adobe.xmp\0\0\0\0\0<a tiff:Orientation=\"6\"/>".utf8)
    for extra in [chunk("eXIf", tiff), chunk("tEXt", profile), chunk("iTXt", xmp)] {
      let bytes = Array(image[..<33]) + extra + Array(image[33...])
      let turned = try Image(data: bytes, name: "x")
      #expect((turned.width, turned.height) == (7, 9))
    }
    let other = Array(image[..<33]) + chunk("tEXt", Array("Comment\0x".utf8)) + Array(image[33...])
    #expect(try Image(data: other, name: "x").width == 9)
  }

  /// Two pixels, orange and nothing, as Pillow writes them without loss.
  private let webp: [UInt8] = [
    82, 73, 70, 70, 30, 0, 0, 0, 87, 69, 66, 80, 86, 80, 56, 76, 18, 0, 0, 0, 47, 1, 0, 0, 16, 15,
    48, 100, 131, 60, 50, 243, 31, 240, 200, 136, 254, 7,
  ]

  @Test func webpIsRead() throws {
    let image = try Image(data: webp, name: "x")
    #expect((image.width, image.height) == (2, 1))
    #expect(image.pixels == [200, 100, 50, 255, 255, 255])
    // In the extended container, with EXIF data that turn it.
    let header: [UInt8] = [
      82, 73, 70, 70, 82, 0, 0, 0, 87, 69, 66, 80, 86, 80, 56, 88, 10, 0, 0, 0, 24, 0, 0, 0, 1, 0,
      0,
      0, 0, 0,
    ]
    let exif: [UInt8] = [
      69, 88, 73, 70, 26, 0, 0, 0, 77, 77, 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, 6,
      0,
      0, 0, 0, 0, 0,
    ]
    let turned = try Image(data: header + Array(webp[12...]) + exif, name: "x")
    #expect((turned.width, turned.height) == (1, 2))
    for count in [12, 20, 34] {
      #expect(throws: InputError.self) { try Image(data: Array(webp[..<count]), name: "x") }
    }
  }
}
