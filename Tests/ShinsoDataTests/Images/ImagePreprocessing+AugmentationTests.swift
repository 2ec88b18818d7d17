import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct ImagePreprocessingAugmentationTests {
  private let input = ImagePreprocessing(
    width: 12, height: 12, shortSide: 16, interpolation: .bilinear,
    normalization: ImageNormalization(mean: [0, 0, 0], standardDeviation: [1, 1, 1]))

  @Test func everyOneMakesTheNetworksSize() throws {
    let image = ImageFixtures.pattern(40, 30, .rgb)
    for pipeline in [
      input.randomCrop(shortSide: 16, colors: false), input.randomCrop(shortSide: 3, colors: true),
      input.randomResizedCrop(), input.randomShift(by: 4),
    ] {
      var generator = SplitMix64(seed: 1)
      var found: Set<[UInt8]> = []
      for _ in 0..<8 {
        let changed = try pipeline(image, using: &generator)
        #expect(changed.width == 12 && changed.height == 12)
        found.insert(changed.pixels)
      }
      #expect(found.count > 4)
    }
  }

  /// Fitting it again would enlarge it by 16 / 12 and cut its margin off.
  @Test func aCroppedImageIsNotFittedAgain() throws {
    try ImageFixtures.withTemporaryFolder { root in
      let url = root.appending(path: "image.png")
      try Data(ImageFixtures.pattern(40, 30, .rgb).pngBytes()).write(to: url)
      let crop = CenterCrop(width: 12, height: 12)
      let dataset = ImageDataset(
        items: [(url, 0)], classNames: ["a"], preprocessing: input, augmentation: crop)
      var values = [Float](repeating: 0, count: input.elementCount)
      var expected = values
      var generator = SplitMix64(seed: 1)
      try values.withUnsafeMutableBufferPointer {
        try dataset.write(0, into: $0, using: &generator)
      }
      let cropped = try crop(Image(contentsOf: url), using: &generator)
      expected.withUnsafeMutableBufferPointer { input.normalization.write(cropped, into: $0) }
      #expect(values == expected)
    }
  }
}
