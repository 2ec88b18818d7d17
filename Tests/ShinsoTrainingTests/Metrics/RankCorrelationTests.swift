import ShinsoTraining
import Testing

@Suite struct RankCorrelationTests {
  /// Values of scipy.stats.spearmanr; the second has ties in both lists.
  @Test(
    arguments: [
      ([1, 2, 3, 4, 5], [5, 6, 7, 8, 7], 0.8207826816681233),
      ([1, 2, 2, 3, 3, 3], [2, 1, 1, 0, 0, 7], -0.38138503569823695),
      ([1, 2, 3], [9, 4, 1], -1),
    ] as [([Double], [Double], Double)])
  func spearman(a: [Double], b: [Double], expected: Double) {
    #expect(abs(RankCorrelation.spearman(a, b) - expected) < 1e-12)
  }

  @Test func hasNoValueWithoutAnOrder() {
    #expect(RankCorrelation.spearman([1, 1, 1], [1, 2, 3]).isNaN)
  }
}
