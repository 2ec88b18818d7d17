import Testing

@testable import ShinsoModels

@Suite struct GraphSegmentationTests {
  /// A picture of plain rectangles on a plain ground.
  static func pixels(
    width: Int, height: Int, _ rectangles: [(x: Range<Int>, y: Range<Int>, color: [UInt8])]
  ) -> [UInt8] {
    (0..<width * height).flatMap { place -> [UInt8] in
      let (y, x) = place.quotientAndRemainder(dividingBy: width)
      return rectangles.last { $0.x.contains(x) && $0.y.contains(y) }?.color ?? [20, 20, 20]
    }
  }

  private func segmentation(
    _ pixels: [UInt8], width: Int, height: Int, threshold: Float = 50, smallest: Int = 20
  ) -> GraphSegmentation {
    let planes = ColorPlanes(pixels: pixels, width: width, height: height, space: .rgi)
    return GraphSegmentation(
      GraphSegmentation.Edges(planes), threshold: threshold, smallest: smallest)
  }

  @Test func plainRegionsAreFoundExactly() {
    let pixels = Self.pixels(
      width: 40, height: 30,
      [(5..<15, 5..<25, [250, 20, 20]), (20..<36, 8..<20, [20, 250, 20])])
    let found = segmentation(pixels, width: 40, height: 30)
    #expect(found.count == 3)
    for y in 0..<30 {
      for x in 0..<40 {
        let expected: Int32 =
          (5..<15).contains(x) && (5..<25).contains(y)
          ? 1 : (20..<36).contains(x) && (8..<20).contains(y) ? 2 : 0
        #expect(found.labels[y * 40 + x] == expected, "\(x) \(y)")
      }
    }
  }

  @Test func smallRegionsJoinTheirNeighbor() {
    let pixels = Self.pixels(
      width: 40, height: 30, [(5..<15, 5..<25, [250, 20, 20]), (30..<33, 3..<6, [20, 250, 20])])
    #expect(segmentation(pixels, width: 40, height: 30, smallest: 9).count == 3)
    #expect(segmentation(pixels, width: 40, height: 30, smallest: 10).count == 2)
  }

  /// A gentle slope is one region however far its ends are apart; a step as high is not.
  @Test func whatChangesSlowlyBelongsTogether() {
    let width = 100
    let slope = (0..<width * 20).flatMap { (place: Int) -> [UInt8] in
      [UInt8](repeating: UInt8(2 * (place % width)), count: 3)
    }
    #expect(segmentation(slope, width: width, height: 20).count == 1)
    let step = (0..<width * 20).flatMap { (place: Int) -> [UInt8] in
      [UInt8](repeating: place % width < 50 ? 0 : 198, count: 3)
    }
    #expect(segmentation(step, width: width, height: 20).count == 2)
  }

  @Test func aGreaterThresholdMakesLargerRegions() {
    let noisy = (0..<60 * 60).flatMap { (place: Int) -> [UInt8] in
      [UInt8](repeating: UInt8(100 + place * 7919 % 60), count: 3)
    }
    let fine = segmentation(noisy, width: 60, height: 60, threshold: 5, smallest: 1)
    let coarse = segmentation(noisy, width: 60, height: 60, threshold: 500, smallest: 1)
    #expect(fine.count > coarse.count)
  }
}
