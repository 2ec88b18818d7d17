import Foundation
import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct DetectionOutputOpTests {
    /// Three prior boxes, of which the first two overlap by 9/11, with variances 0.5 and 1.
    private let priors = Tensor(
      [0, 0, 1, 1, 0.1, 0, 1.1, 1, 2, 2, 3, 3]
        + Array(repeating: [0.5, 0.5, 1, 1], count: 3)
        .flatMap { $0 } as [Float], shape: [1, 2, 12])

    private func rows(
      _ op: DetectionOutputOp, locations: [Float], scores: [Float], samples: Int = 1
    ) -> [[Float]] {
      let found = detections(
        Tensor(locations, shape: [samples, locations.count / samples]),
        scores: Tensor(scores, shape: [samples, scores.count / samples]), priors: priors, op)
      let values: [Float] = found.scalars()
      return stride(from: 0, to: values.count, by: 7).map { Array(values[$0..<$0 + 7]) }
    }

    private let still = [Float](repeating: 0, count: 12)

    @Test func keepsTheBestOfThoseThatOverlap() {
      let op = DetectionOutputOp(classes: 2, scoreThreshold: 0.1, overlapThreshold: 0.5)
      let found = rows(op, locations: still, scores: [0.3, 0.7, 0.2, 0.8, 0.95, 0.05])
      #expect(found.count == 6)
      let expected: [Float] = [0, 1, 0.8, 0.1, 0, 1.1, 1]
      #expect(zip(found[0], expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(found[0])")
      #expect(found[1...].allSatisfy { $0 == [-1, 0, 0, 0, 0, 0, 0] })
    }

    @Test func classesAreApart() {
      var op = DetectionOutputOp(classes: 3, background: -1, overlapThreshold: 0.9)
      let scores: [Float] = [0.1, 0.2, 0.7, 0.3, 0.3, 0.4, 0.5, 0.25, 0.25]
      let found = rows(op, locations: still, scores: scores)
      #expect(found.map { $0[1] } == [0, 0, 0, 1, 1, 1, 2, 2, 2])
      #expect(found.map { $0[2] } == [0.5, 0.3, 0.1, 0.3, 0.25, 0.2, 0.7, 0.4, 0.25])
      op.limit = 2
      #expect(
        rows(op, locations: still, scores: scores).map { [$0[1], $0[2]] } == [[0, 0.5], [2, 0.7]])
      op.limit = nil
      op.candidates = 1
      #expect(
        rows(op, locations: still, scores: scores).map { [$0[1], $0[2]] }
          == [[0, 0.5], [1, 0.3], [2, 0.7]])
    }

    @Test func codings() {
      let numbers: [Float] = [1, 1, 0.5, 0.5] + [Float](repeating: 0, count: 8)
      let scores: [Float] = [0, 1, 1, 0, 1, 0]
      func box(_ coding: BoxCoding, _ applies: Bool) -> [Float] {
        let op = DetectionOutputOp(
          classes: 2, coding: coding, appliesVariances: applies, scoreThreshold: 0.5)
        return Array(rows(op, locations: numbers, scores: scores)[0][3...])
      }
      let half = Float(exp(0.5) / 2)
      #expect(box(.corner, true) == [0.5, 0.5, 1.5, 1.5])
      #expect(box(.corner, false) == [1, 1, 1.5, 1.5])
      #expect(box(.cornerSize, true) == [0.5, 0.5, 1.5, 1.5])
      for (value, wanted) in zip(box(.centerSize, true), [1 - half, 1 - half, 1 + half, 1 + half]) {
        #expect(abs(value - wanted) < 1e-6)
      }
    }

    @Test func samplesAndOwnLocations() {
      let op = DetectionOutputOp(
        classes: 2, sharesLocations: false, coding: .corner, appliesVariances: false,
        scoreThreshold: 0.5)
      // Of class 1 of the first box alone.
      var locations = [Float](repeating: 0, count: 48)
      locations[4] = 0.25
      let scores: [Float] = [0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0.75]
      let found = rows(op, locations: locations, scores: scores, samples: 2).filter { $0[0] >= 0 }
      #expect(found == [[0, 1, 1, 0.25, 0, 1, 1], [1, 1, 0.75, 2, 2, 3, 3]])
    }

    /// A threshold that falls after each box lets fewer through.
    @Test func fallingThreshold() {
      var op = DetectionOutputOp(
        classes: 2, background: 0, scoreThreshold: 0, overlapThreshold: 0.9)
      let scores: [Float] = [0, 0.9, 0, 0.8, 0, 0.7]
      #expect(rows(op, locations: still, scores: scores).filter { $0[0] == 0 }.count == 3)
      op.overlapDecay = 0.8
      #expect(rows(op, locations: still, scores: scores).filter { $0[0] == 0 }.count == 2)
    }

    @Test func matchesReference() throws {
      try check(
        DetectionOutputOp(classes: 3, scoreThreshold: 0, overlapThreshold: 0.4, limit: 5),
        .normal([2, 40]), .normal([2, 30]), .uniform([1, 2, 40], 0.1, 0.9),
        differentiableOutputs: 0)
    }

    @Test func refuses() {
      checkRefusal(
        DetectionOutputOp(classes: 2), [1, 12], [1, 6], [1, 12],
        problem: "prior boxes [1, 12] are not [1, 2, boxes · 4]")
      checkRefusal(
        DetectionOutputOp(classes: 2), [1, 8], [1, 6], [1, 2, 12],
        problem: "locations [1, 8] do not fit 3 prior boxes")
      checkRefusal(
        DetectionOutputOp(classes: 2), [1, 12], [2, 6], [1, 2, 12],
        problem: "scores [2, 6] do not fit 3 prior boxes and 2 classes")
    }
  }
}
