import ShinsoModels
import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct FrameVariationTests {
  private let width = 6
  private let splicing = FrameSplicing(context: 2)

  private func written(_ strength: Float, _ frame: Int, seed: UInt64) -> [Float] {
    let rows = (0..<10 * width).map { Float($0 / width) + Float($0 % width) / 10 }
    var (target, generator) = (
      [Float](repeating: 0, count: splicing.count(width)), SplitMix64(seed: seed)
    )
    rows.withUnsafeBufferPointer { rows in
      target.withUnsafeMutableBufferPointer {
        FrameVariation(strength: strength)
          .write(frame, of: rows, width: width, splicing, into: $0, using: &generator)
      }
    }
    return target
  }

  @Test(arguments: [0, 1, 5, 9]) func withoutStrengthFramesStayAsTheyAre(frame: Int) {
    let rows = (0..<10 * width).map { Float($0 / width) + Float($0 % width) / 10 }
    var plain = [Float](repeating: 0, count: splicing.count(width))
    rows.withUnsafeBufferPointer { rows in
      plain.withUnsafeMutableBufferPointer {
        splicing.write(frame, of: rows, width: width, into: $0)
      }
    }
    let found = written(0, frame, seed: 1)
    #expect(zip(found, plain).allSatisfy { abs($0 - $1) < 1e-5 }, "\(found) \(plain)")
  }

  /// Each sample in another way, the same for the same seed, and around what was recorded.
  @Test func varies() {
    #expect(written(1, 5, seed: 1) == written(1, 5, seed: 1))
    #expect(written(1, 5, seed: 1) != written(1, 5, seed: 2))
    let middle = (0..<400).map { written(1, 5, seed: $0)[2 * width] }
    let mean = middle.reduce(0, +) / 400
    #expect(abs(mean - 5) < 0.2)
    #expect((middle.max() ?? 0) > mean + 0.5)
  }
}
