import Testing

@testable import ShinsoData

@Suite struct FeatureNormalizationTests {
  @Test func meansAndVariances() {
    let utterances: [[Float]] = [[1, 7, 3, 7], [5, 7]]
    let normalization = FeatureNormalization(utterances, width: 2)
    let found = utterances.flatMap(normalization.normalized)
    let deviation = Float(8.0 / 3).squareRoot()
    for (a, b) in zip(found, [-2 / deviation, 0, 0, 0, 2 / deviation, 0]) {
      #expect(abs(a - b) < 1e-5)
    }
    let means = FeatureNormalization(utterances, width: 2, normalizesVariance: false)
    #expect(means.normalized([5, 8]) == [2, 1])
  }

  /// A line has its slope, a parabola twice its half.
  @Test func slopes() {
    let frames = (0..<12).flatMap { t in [2 * Float(t), Float(t * t)] }
    let found = Deltas.appended(to: frames, width: 2)
    #expect(found.count == 12 * 6)
    for t in 4..<8 {
      let row = Array(found[t * 6..<(t + 1) * 6])
      #expect(row[0...1] == [2 * Float(t), Float(t * t)])
      #expect(abs(row[2] - 2) < 1e-5 && abs(row[3] - 2 * Float(t)) < 1e-4)
      #expect(abs(row[4]) < 1e-5 && abs(row[5] - 2) < 1e-4)
    }
    // The first frame is repeated before the first: (1 · 2 + 2 · 4) / 10.
    #expect(abs(found[2] - 1) < 1e-5)
  }
}
