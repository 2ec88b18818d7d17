import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct TenCropDatasetTests {
  private func preprocessing(_ size: Int, shortSide: Int?) -> ImagePreprocessing {
    ImagePreprocessing(
      width: size, height: size, shortSide: shortSide, interpolation: .bilinear,
      normalization: ImageNormalization(
        scale: 1, mean: [0, 0, 0], standardDeviation: [1, 1, 1]))
  }

  /// The corner pixel of each crop tells its place: red grows to the right, green downwards.
  @Test func cornersCenterAndTheirMirrorImages() throws {
    try withFolder { folder in
      let pixels = (0..<8).flatMap { y -> [UInt8] in
        (0..<12).flatMap { x -> [UInt8] in [UInt8(10 * x), UInt8(10 * y), 0] }
      }
      let file = folder.appending(path: "a.png")
      try Image(width: 12, height: 8, format: .rgb, pixels: pixels).writePNG(to: file)
      let dataset = TenCropDataset(
        items: [(file, 0)], classNames: ["a"], preprocessing: preprocessing(4, shortSide: 8))
      #expect(dataset.sampleShape == [10, 3, 4, 4] && dataset.shortSide == 8)
      let batch = try dataset.batch([Draw(index: 0, generator: SplitMix64(seed: 1))])
      let values = batch.samples.scalars(as: Float.self)
      let corners = (0..<10).map { crop -> [Float] in
        [values[crop * 48], values[crop * 48 + 3], values[crop * 48 + 16]]
      }
      let expected: [[Float]] = [
        [0, 30, 0], [80, 110, 0], [0, 30, 40], [80, 110, 40], [40, 70, 20], [30, 0, 0],
        [110, 80, 0], [30, 0, 40], [110, 80, 40], [70, 40, 20],
      ]
      #expect(corners == expected)
    }
  }

  @Test func photographsAreLargerThanTheirCrops() {
    func shortSide(_ size: Int, _ shortSide: Int?) -> Int {
      TenCropDataset(
        items: [], classNames: ["a"], preprocessing: preprocessing(size, shortSide: shortSide)
      ).shortSide
    }
    #expect(shortSide(224, 256) == 256 && shortSide(227, 256) == 256)
    #expect(shortSide(224, 224) == 256 && shortSide(224, nil) == 256 && shortSide(299, 299) == 341)
  }
}
