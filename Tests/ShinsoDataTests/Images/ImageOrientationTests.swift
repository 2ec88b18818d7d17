import Testing

@testable import ShinsoData

@Suite struct ImageOrientationTests {
  /// 2 rows of 3: where each pixel goes, by the definition of the eight values.
  @Test func allEight() {
    let image = Image(width: 3, height: 2, format: .gray, pixels: [1, 2, 3, 4, 5, 6])
    let expected: [ImageOrientation: [UInt8]] = [
      .none: [1, 2, 3, 4, 5, 6],
      .mirror: [3, 2, 1, 6, 5, 4],
      .rotateHalf: [6, 5, 4, 3, 2, 1],
      .flip: [4, 5, 6, 1, 2, 3],
      .transpose: [1, 4, 2, 5, 3, 6],
      .rotateRight: [4, 1, 5, 2, 6, 3],
      .transverse: [6, 3, 5, 2, 4, 1],
      .rotateLeft: [3, 6, 2, 5, 1, 4],
    ]
    for orientation in ImageOrientation.allCases {
      let turned = image.turned(orientation)
      #expect(turned.pixels == expected[orientation], "\(orientation)")
      #expect((turned.width, turned.height) == orientation.size(3, 2))
    }
  }

  @Test func pixelsStayWhole() {
    let image = Image(width: 2, height: 1, format: .rgb, pixels: [1, 2, 3, 4, 5, 6])
    #expect(image.mirrored().pixels == [4, 5, 6, 1, 2, 3])
  }

  @Test func damagedDataIsNoOrientation() {
    func read(_ bytes: [UInt8]) -> ImageOrientation? {
      bytes.withUnsafeBytes { ImageOrientation(exif: $0) }
    }
    let tag: [UInt8] = [0x12, 0x01, 3, 0, 1, 0, 0, 0]
    let start: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0]
    #expect(read(start + tag + [6, 0]) == .rotateRight)
    #expect(read(start + tag + [9, 0]) == nil)
    #expect(read(start + tag + [0, 0]) == nil)
    #expect(read(start + tag) == nil)
    #expect(read([]) == nil)
    #expect(read([0x4d, 0x4d, 0, 42, 0xff, 0xff, 0xff, 0xff]) == nil)
    // 65535 entries, of which none is there.
    #expect(read([0x49, 0x49, 42, 0, 8, 0, 0, 0, 0xff, 0xff]) == nil)
    // A count of two, and a type that is no integer.
    #expect(read(start + [0x12, 0x01, 3, 0, 2, 0, 0, 0, 6, 0]) == nil)
    #expect(read(start + [0x12, 0x01, 5, 0, 1, 0, 0, 0, 6, 0, 0, 0]) == nil)
    #expect(read(start + [0x12, 0x01, 4, 0, 1, 0, 0, 0, 6, 0]) == nil)
  }

  @Test(arguments: [1, 3, 4, 6, 8, 9] as [UInt8]) func everyTypeOfIntegers(type: UInt8) {
    let little: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, type, 0, 1, 0, 0, 0]
    let big: [UInt8] = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, type, 0, 0, 0, 1]
    let size = [1: 1, 6: 1, 3: 2, 8: 2][type] ?? 4
    let value = [UInt8](repeating: 0, count: size - 1)
    let padding = [UInt8](repeating: 0, count: 4 - size)
    for bytes in [little + [6] + value + padding, big + value + [6] + padding] {
      #expect(bytes.withUnsafeBytes { ImageOrientation(exif: $0) } == .rotateRight)
      #expect(
        (Array("Exif\0\0".utf8) + bytes).withUnsafeBytes { ImageOrientation(exif: $0) } != nil)
    }
  }

  @Test func xmp() {
    func read(_ text: String) -> ImageOrientation? {
      Array(text.utf8).withUnsafeBytes { ImageOrientation(xmp: $0) }
    }
    #expect(read("<rdf:Description tiff:Orientation=\"6\"/>") == .rotateRight)
    #expect(read("<a tiff:Orientation = '3'/>") == .rotateHalf)
    #expect(read("<tiff:Orientation> 8 </tiff:Orientation>") == .rotateLeft)
    #expect(read("<tiff:OrientationX>8<tiff:Orientation>2<") == .mirror)
    for text in ["", "tiff:Orientation", "tiff:Orientation=", "tiff:Orientation=\"9\""] {
      #expect(read(text) == nil, "\(text)")
    }
  }
}
