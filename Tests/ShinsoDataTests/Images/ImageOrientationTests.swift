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
    func read(_ bytes: [UInt8]) -> ImageOrientation {
      bytes.withUnsafeBytes { ImageOrientation(exif: $0) }
    }
    let tag: [UInt8] = [0x12, 0x01, 3, 0, 1, 0, 0, 0]
    let start: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0]
    #expect(read(start + tag + [6, 0]) == .rotateRight)
    #expect(read(start + tag + [9, 0]) == .none)
    #expect(read(start + tag + [0, 0]) == .none)
    #expect(read(start + tag) == .none)
    #expect(read([]) == .none)
    #expect(read([0x4d, 0x4d, 0, 42, 0xff, 0xff, 0xff, 0xff]) == .none)
    // 65535 entries, of which none is there.
    #expect(read([0x49, 0x49, 42, 0, 8, 0, 0, 0, 0xff, 0xff]) == .none)
    // A count of two, and a type that is no short.
    #expect(read(start + [0x12, 0x01, 3, 0, 2, 0, 0, 0, 6, 0]) == .none)
    #expect(read(start + [0x12, 0x01, 4, 0, 1, 0, 0, 0, 6, 0]) == .none)
  }
}
