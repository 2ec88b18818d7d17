import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite struct SelectiveSearchTests {
  private let width = 160
  private let height = 120

  private var pixels: [UInt8] {
    GraphSegmentationTests.pixels(
      width: width, height: height,
      [
        (10..<70, 15..<65, [230, 40, 40]), (90..<150, 40..<110, [40, 200, 60]),
        (100..<130, 50..<90, [30, 30, 220]),
      ])
  }

  /// Boxes of single regions and of regions that belong together, to a pixel of blur.
  @Test func theObjectsAreAmongTheBoxes() {
    let boxes = SelectiveSearch().boxes(pixels: pixels, width: width, height: height, limit: 100)
    for object in [
      Box(left: 10, top: 15, right: 70, bottom: 65),
      Box(left: 90, top: 40, right: 150, bottom: 110),
      Box(left: 100, top: 50, right: 130, bottom: 90),
    ] {
      let best = boxes.map { $0.overlap(object) }.max() ?? 0
      #expect(best > 0.85, "\(object)")
    }
    #expect(boxes.contains(Box(left: 0, top: 0, right: 160, bottom: 120)))
    #expect(Set(boxes).count == boxes.count)
    #expect(boxes.allSatisfy { min($0.width, $0.height) >= 20 })
  }

  @Test func theSamePictureHasTheSameBoxes() {
    let first = SelectiveSearch().boxes(pixels: pixels, width: width, height: height, limit: 40)
    let again = SelectiveSearch().boxes(pixels: pixels, width: width, height: height, limit: 40)
    #expect(first == again)
    let fewer = SelectiveSearch().boxes(pixels: pixels, width: width, height: height, limit: 3)
    #expect(fewer == Array(first.prefix(3)))
  }

  @Test func aPlainPictureIsOneBox() {
    let plain = [UInt8](repeating: 90, count: 3 * 50 * 40)
    #expect(
      SelectiveSearch().boxes(pixels: plain, width: 50, height: 40, limit: 9)
        == [Box(left: 0, top: 0, right: 50, bottom: 40)])
  }

  @Test func theWorstSizes() {
    for (width, height) in [(1, 1), (1, 300), (300, 1), (2, 2)] {
      let pixels = (0..<3 * width * height).map { UInt8($0 * 37 % 256) }
      let boxes = SelectiveSearch().boxes(pixels: pixels, width: width, height: height, limit: 9)
      #expect(boxes.isEmpty)
    }
  }
}
