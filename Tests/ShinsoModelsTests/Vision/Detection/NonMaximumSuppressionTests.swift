import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite struct NonMaximumSuppressionTests {
  private func square(_ x: Float) -> Box { Box(left: x, top: 0, right: x + 10, bottom: 10) }

  @Test func theBestOfWhatOverlapsStays() {
    // Neighbors two apart overlap by 8 / 12, those four apart by 6 / 14, those six apart by 4 / 16.
    let boxes = [square(0), square(2), square(4), square(6), square(40)]
    #expect(nonMaximumSuppression(boxes, scores: [1, 3, 2, 0, 0.5], overlap: 0.3) == [1, 4])
    #expect(nonMaximumSuppression(boxes, scores: [3, 1, 2, 0, 0.5], overlap: 0.3) == [0, 4, 3])
    #expect(
      nonMaximumSuppression(boxes, scores: [3, 1, 2, 0, 0.5], overlap: 0.43) == [0, 2, 4])
  }

  @Test func whatIsSuppressedSuppressesNothing() {
    #expect(
      nonMaximumSuppression(
        [square(0), square(4), square(8)], scores: [3, 2, 1], overlap: 0.3) == [0, 2])
  }

  @Test func equalScoresKeepTheirOrder() {
    #expect(
      nonMaximumSuppression([square(30), square(0)], scores: [1, 1], overlap: 0.3) == [0, 1])
    #expect(nonMaximumSuppression([], scores: [], overlap: 0.3).isEmpty)
  }
}
