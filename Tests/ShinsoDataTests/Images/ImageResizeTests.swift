import Foundation
import Testing

@testable import ShinsoData

@Suite struct ImageResizeTests {
  private struct Case: Decodable {
    let size: [Int]
    let channels: Int
    let resized: [Int]
    let interpolation: Interpolation
    let crc: UInt32
    /// Left, top, right, bottom.
    let part: [Int]
    let partCRC: UInt32
  }

  @Test func bitIdenticalToPillow() throws {
    let cases = try JSONDecoder().decode(
      [Case].self, from: Data(contentsOf: ImageFixtures.url("resize.json")))
    #expect(cases.count == 100)
    for test in cases {
      let image = ImageFixtures.pattern(
        test.size[0], test.size[1], test.channels == 1 ? .gray : .rgb)
      let resized = image.resized(
        width: test.resized[0], height: test.resized[1], interpolation: test.interpolation)
      #expect(ImageFixtures.crc(resized.pixels) == test.crc, "\(test)")
      let part = image.resized(
        width: test.resized[0], height: test.resized[1],
        columns: test.part[0]..<test.part[2], rows: test.part[1]..<test.part[3],
        interpolation: test.interpolation)
      #expect(ImageFixtures.crc(part.pixels) == test.partCRC, "\(test)")
    }
  }

  /// Gray takes the portable kernel along x, color the vector one.
  @Test(arguments: Interpolation.allCases)
  func colorIsThreeTimesGray(interpolation: Interpolation) {
    for (width, height) in [(97, 3), (13, 50), (4, 4), (1, 9)] {
      let gray = ImageFixtures.pattern(61, 47, .gray)
      let fromGray = gray.resized(width: width, height: height, interpolation: interpolation)
      let fromColor = gray.converted(to: .rgb)
        .resized(width: width, height: height, interpolation: interpolation)
      #expect(fromColor == fromGray.converted(to: .rgb))
    }
  }

  @Test(arguments: Interpolation.allCases)
  func constantStaysConstant(interpolation: Interpolation) {
    for shade: UInt8 in [0, 1, 127, 254, 255] {
      let image = Image(width: 37, height: 23, filledWith: shade)
      let resized = image.resized(width: 101, height: 11, interpolation: interpolation)
      #expect(resized.pixels.allSatisfy { $0 == shade })
    }
  }

  @Test func cropIsPartOfThePicture() {
    let image = Image(width: 3, height: 3, format: .gray, pixels: Array(1...9))
    #expect(image.cropped(1..<3, 0..<2).pixels == [2, 3, 5, 6])
    #expect(image.cropped(0..<3, 0..<3) == image)
    #expect(image.cropped(2..<3, 2..<3).pixels == [9])
  }

  @Test func hugeRatios() {
    let line = ImageFixtures.pattern(50_000, 1, .rgb)
    let dot = line.resized(width: 1, height: 1, interpolation: .bilinear)
    #expect(dot.pixels.count == 3)
    let part = line.resized(
      width: 10_000_000, height: 200, columns: 9_999_990..<10_000_000, rows: 100..<102,
      interpolation: .bicubic)
    #expect((part.width, part.height) == (10, 2))
  }
}
