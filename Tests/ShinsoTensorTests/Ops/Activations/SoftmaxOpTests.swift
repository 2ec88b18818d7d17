import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct SoftmaxOpTests {
    @Test func golden() throws {
      try checkGolden("softmax") { softmax($0[0]) }
      try checkGolden("softmax/axis") { softmax($0[0], axis: 1) }
      try checkGolden("logSoftmax") { logSoftmax($0[0]) }
      try checkGolden("logSoftmax/axis") { logSoftmax($0[0] * 3, axis: 1) }
      try checkGolden("logSoftmax/first") { logSoftmax($0[0] * 3, axis: 0) }
    }

    @Test(
      arguments: [
        ([1], -1), ([3, 1], -1), ([5, 7], 0), ([64, 10], 1), ([2, 16, 3, 3], 1), ([3, 1000], -1),
      ] as [(Shape, Int)], [false, true])
    func matchesReference(_ place: (Shape, Int), _ isLogarithmic: Bool) throws {
      try check(
        SoftmaxOp(axis: place.1, isLogarithmic: isLogarithmic), .uniform(place.0, -9, 9))
    }

    @Test(arguments: ["infinite", "nan", "positive", "negative"])
    func goldenEdges(_ name: String) throws {
      try checkGolden("softmax/\(name)") { softmax($0[0]) }
      try checkGolden("logSoftmax/\(name)") { logSoftmax($0[0]) }
    }

    @Test(arguments: [[3, 7], [2, 33], [65, 3]] as [Shape], [false, true])
    func edgesMatchReference(_ shape: Shape, _ isLogarithmic: Bool) throws {
      for values in [[1, -.infinity, 3, 2, 0], [1, .nan, 3, 0], [0, .infinity, 1], [-.infinity]]
        as [[Double]]
      {
        let op = SoftmaxOp(isLogarithmic: isLogarithmic)
        try check(op, .exactly(shape, values + Array(repeating: 0.5, count: 2 * shape[1])))
      }
    }

    @Test func bearsLargeNumbers() {
      for device in [Device.cpu, .reference] {
        let x = Tensor([1000, 0, -1000] as [Float], on: device)
        #expect(softmax(x).doubles == [1, 0, 0])
        #expect(logSoftmax(x).doubles == [0, -1000, -2000])
      }
    }
  }

  @Suite struct SoftmaxCrossEntropyOpTests {
    @Test func golden() throws {
      try checkGolden("softmaxCrossEntropy") { softmaxCrossEntropy($0[0], $0[1]) }
      try checkGolden("softmaxCrossEntropy/weights") {
        softmaxCrossEntropy($0[0], $0[1], weights: $0[2])
      }
      try checkGolden("softmaxCrossEntropy/everything") {
        softmaxCrossEntropy($0[0], $0[1], weights: $0[2], smoothing: 0.2, ignoredLabel: 1)
      }
      try checkGolden("softmaxCrossEntropy/outside") {
        softmaxCrossEntropy($0[0], $0[1], smoothing: 0.1, ignoredLabel: -100)
      }
    }

    @Test(arguments: ["1x1", "3x17"]) func goldenShapes(_ size: String) throws {
      try checkGolden("softmaxCrossEntropy/\(size)") {
        softmaxCrossEntropy($0[0], $0[1], weights: $0[2], smoothing: 0.3, ignoredLabel: 2)
      }
    }

    @Test(arguments: ["infinite", "impossible", "nan", "positive", "negative"])
    func goldenEdges(_ name: String) throws {
      try checkGolden("softmaxCrossEntropy/\(name)") { softmaxCrossEntropy($0[0], $0[1]) }
    }

    @Test func anIgnoredRowMayHoldAnything() throws {
      try checkGolden("softmaxCrossEntropy/ignored") {
        softmaxCrossEntropy($0[0], $0[1], ignoredLabel: 1)
      }
    }

    @Test(arguments: [
      CrossEntropyRule(smoothing: 0.3), CrossEntropyRule(ignoredLabel: 0),
      CrossEntropyRule(smoothing: 1, ignoredLabel: 2, isMean: false),
    ])
    func rulesMatchReference(_ rule: CrossEntropyRule) throws {
      for (rows, classes) in [(7, 3), (65, 10), (1, 17)] {
        let logits = Input.uniform([rows, classes], -9, 9)
        let labels = Input.indices([rows], below: classes)
        try check(SoftmaxCrossEntropyOp(rule), logits, labels)
        try check(
          SoftmaxCrossEntropyOp(rule), logits, labels, .uniform([classes], 0.1, 3).constant)
      }
    }

    @Test func theMeanOfNoRowsIsNoNumber() {
      for device in [Device.cpu, .reference] {
        let loss = softmaxCrossEntropy(
          .random([2, 3], on: device), Tensor([1, 1], on: device), ignoredLabel: 1)
        #expect(loss.doubles[0].isNaN)
      }
    }

    @Test(arguments: [(1, 1), (5, 3), (64, 10), (3, 1000)])
    func matchesReference(_ rows: Int, _ classes: Int) throws {
      try check(
        SoftmaxCrossEntropyOp(), .uniform([rows, classes], -9, 9),
        .indices([rows], below: classes))
    }

    @Test func refuses() {
      checkRefusal(
        SoftmaxCrossEntropyOp(),
        [TensorSpec(shape: [4, 3]), TensorSpec(shape: [5], dtype: .int64)],
        problem: "labels [5] must be [4]: one for each row of logits [4, 3]")
      checkRefusal(
        SoftmaxCrossEntropyOp(),
        [
          TensorSpec(shape: [4, 3]), TensorSpec(shape: [4], dtype: .int64), TensorSpec(shape: [4]),
        ], problem: "weights [4] must be [3]: one for each class of [4, 3]")
      checkRefusal(
        SoftmaxCrossEntropyOp(), [4, 3], [4], problem: "labels [4] are float32, not int64")
    }

    @Test(arguments: [3, -1, Int.min])
    func namesABadLabel(_ label: Int) throws {
      let inputs = [Tensor.random([2, 3]), Tensor([0, label])]
      let error = #expect(throws: OpError.self) {
        try runOp(SoftmaxCrossEntropyOp(), inputs)
      }
      #expect(
        error?.problem == "labels[1] is \(label), but there are 3 classes: 0 to 2")
    }
  }
}
