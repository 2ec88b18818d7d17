import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct PriorBoxOpTests {
    /// One cell of an image of 8 × 4 pixels, by hand: the square, that of the mean size, and the
    /// ratios 4 and 1/4 around the middle (4, 2).
    @Test func boxesOfOneCell() {
      let features = Tensor.zeros([1, 1, 1, 1])
      let image = Tensor.zeros([1, 3, 4, 8])
      let boxes = priorBoxes(
        features, image: image, minSizes: [4], maxSizes: [16], ratios: [1, 4], flips: true,
        variances: [0.1, 0.1, 0.2, 0.2])
      #expect(boxes.shape == [1, 2, 16])
      let values: [Float] = boxes.scalars()
      let expected: [Float] = [
        0.25, 0, 0.75, 1,
        0, -0.5, 1, 1.5,
        0, 0.25, 1, 0.75,
        0.375, -0.5, 0.625, 1.5,
      ]
      for (value, wanted) in zip(values, expected) { #expect(abs(value - wanted) < 1e-6) }
      #expect(values.suffix(16) == Array(repeating: [0.1, 0.1, 0.2, 0.2], count: 4).flatMap { $0 })
    }

    @Test func cellsGoByRows() {
      let boxes: [Float] = priorBoxes(
        .zeros([1, 1, 2, 2]), image: .zeros([1, 3, 8, 8]), minSizes: [6], clips: true
      ).scalars()
      // Around (2, 2), (6, 2), (2, 6), (6, 6), cut at the edges.
      #expect(
        boxes.prefix(16) == [
          0, 0, 0.625, 0.625, 0.375, 0, 1, 0.625, 0, 0.375, 0.625, 1, 0.375, 0.375, 1, 1,
        ])
      #expect(boxes.suffix(16).allSatisfy { $0 == 0.1 })
    }

    @Test func givenSizesAndSteps() throws {
      let op = PriorBoxOp(
        minSizes: [2, 4], offset: 0, image: PriorBoxOp.Extent(10, 20),
        step: PriorBoxOp.Extent(5, 10))
      let boxes = try runOp(op, [.zeros([1, 1, 1, 2]), .zeros([1, 3, 7, 7])])[0]
      let values: [Float] = boxes.scalars()
      let second: [Float] = [0.45, -0.1, 0.55, 0.1, 0.4, -0.2, 0.6, 0.2]
      for (value, wanted) in zip(values[8..<16], second) { #expect(abs(value - wanted) < 1e-6) }
    }

    @Test(arguments: [[1, 2, 3, 5], [2, 16, 1, 1]] as [Shape]) func matchesReference(_ shape: Shape)
      throws
    {
      try check(
        PriorBoxOp(minSizes: [20, 30], maxSizes: [40, 60], ratios: [2, 3]), .normal(shape),
        .normal([shape[0], 3, 50, 60]), differentiableOutputs: 0)
    }

    @Test func refuses() {
      checkRefusal(
        PriorBoxOp(minSizes: []), [1, 1, 1, 1], [1, 3, 8, 8],
        problem: "sizes and ratios must be positive, and there must be a size")
      checkRefusal(
        PriorBoxOp(minSizes: [1], maxSizes: [2, 3]), [1, 1, 1, 1], [1, 3, 8, 8],
        problem: "2 greatest sizes for 1 least ones")
      checkRefusal(
        PriorBoxOp(minSizes: [1], variances: [1, 2]), [1, 1, 1, 1], [1, 3, 8, 8],
        problem: "there must be one variance or four, not [1.0, 2.0]")
    }
  }
}
