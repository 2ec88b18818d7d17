import ShinsoData
import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct PreparedDigitsTests {
  @Test func digitsAsAPhotographNetSeesThem() throws {
    let pixels = (0..<2 * 28 * 28).map { UInt8($0 < 28 * 28 ? 0 : 200) }
    let digits = TensorDataset(
      Tensor(pixels, shape: [2, 1, 28, 28]), labels: [3, 4], classNames: (0..<10).map(String.init),
      scale: 1.0 / 255)
    let data = PreparedDigits(
      digits,
      preprocessing: ImagePreprocessing(
        width: 32, height: 40, shortSide: 40, interpolation: .bicubic,
        normalization: ImageNormalization(
          scale: 1, mean: [1, 2, 3], standardDeviation: [1, 1, 2], channelOrder: .bgr)))
    #expect(data.count == 2 && data.sampleShape == [3, 40, 32] && data.label(1) == 4)
    let batch = try data.batch([Draw(index: 1, generator: SplitMix64(seed: 1))])
    let values = batch.samples.scalars(as: Float.self)
    #expect(values.count == 3 * 40 * 32)
    #expect(values[0] == 199 && values[40 * 32] == 198 && values[2 * 40 * 32] == 98.5)
    #expect(data.identity != digits.identity)
  }
}
