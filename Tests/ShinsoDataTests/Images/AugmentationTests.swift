import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct AugmentationTests {
  private let input = ImagePreprocessing(
    width: 12, height: 12, shortSide: 16, interpolation: .bilinear,
    normalization: ImageNormalization(mean: [0, 0, 0], standardDeviation: [1, 1, 1]))

  @Test func everyOneMakesTheNetworksSize() throws {
    let image = ImageFixtures.pattern(40, 30, .rgb)
    for augmentation in [
      Augmentation(.crop(shortSide: 16...16)), Augmentation(.crop(shortSide: 3...20), colorPCA: 1),
      Augmentation(.resizedCrop), Augmentation(.shift(by: 4)),
      Augmentation(.whole, mirrors: false, jitter: 0.5),
    ] {
      var generator = SplitMix64(seed: 1)
      var found: Set<[UInt8]> = []
      for _ in 0..<8 {
        let changed = try augmentation.transform(for: input)(image, using: &generator)
        #expect(changed.width == 12 && changed.height == 12)
        found.insert(changed.pixels)
      }
      #expect(found.count > 4, "\(augmentation)")
    }
  }

  @Test func nothingRandomChangesNothing() throws {
    var generator = SplitMix64(seed: 1)
    let image = ImageFixtures.pattern(12, 12, .rgb)
    let none = Augmentation(.whole, mirrors: false).transform(for: input)
    #expect(try none(image, using: &generator) == image)
  }

  /// Lengths are for the network's own size.
  @Test func lengthsFollowTheSize() throws {
    let crop = Augmentation(.crop(shortSide: 256...480)).transform(for: input, ownSize: 224)
    // 256 · 12 / 224 and 480 · 12 / 224.
    #expect((crop.steps[0] as? RandomShortSide)?.lengths == 14...26)
    let same = Augmentation(.crop(shortSide: 256...256)).transform(for: input)
    #expect((same.steps[0] as? RandomShortSide)?.lengths == 256...256)
    let shift = Augmentation(.shift(by: 4)).transform(for: input, ownSize: 24)
    #expect((shift.steps[1] as? RandomCrop)?.padding == 2)
  }

  @Test func everyLengthComesAlikeOften() throws {
    var generator = SplitMix64(seed: 2)
    let transform = RandomShortSide(10...13)
    let image = ImageFixtures.pattern(40, 30, .rgb)
    var counts: [Int: Int] = [:]
    for _ in 0..<800 {
      let changed = try transform(image, using: &generator)
      #expect(changed.width == changed.height * 40 / 30)
      counts[changed.height, default: 0] += 1
    }
    #expect(counts.keys.sorted() == [10, 11, 12, 13])
    #expect(counts.values.allSatisfy { (150...250).contains($0) }, "\(counts)")
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
