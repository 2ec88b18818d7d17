import Testing

@testable import ShinsoModels

@Suite(.serialized) struct LeNet1989Tests {
  @Test func hasThePapersParametersAndConnections() {
    let model = LeNet1989()
    #expect(model.parameterCount == 9_760)
    let lines = model.layerSummaries(input: [1, 1, 28, 28])
    #expect(lines.map(\.name) == ["h1", "h2", "h3", "output"])
    #expect(lines.map(\.parameters) == [1_068, 2_592, 5_790, 310])
    #expect(lines.map(\.output) == [[1, 12, 8, 8], [1, 12, 4, 4], [1, 30], [1, 10]])
    let connections = lines.map { $0.multiplyAdds + $0.output.elementCount }
    #expect(connections == [19_968, 38_592, 5_790, 310])
    #expect(connections.reduce(0, +) == 64_660)
    #expect(LeNet1989(classes: 4)(.zeros([3, 1, 28, 28])).shape == [3, 4])
  }

  /// They differ by what minus the squared distances from the targets do.
  @Test func logitsAreDistances() {
    let model = LeNet1989()
    var outputs: [Float] = []
    model.output.onForward { _, output in
      outputs = (output as? Tensor).map { scaledTanh($0).scalars() } ?? []
    }
    let x = randomPictures([1, 1, 28, 28])
    let logits: [Float] = withoutGradients { model(x) }.scalars()
    func distance(_ label: Int) -> Float {
      outputs.enumerated().reduce(0) { sum, output in
        let difference = output.element - (output.offset == label ? 1 : -1)
        return sum + difference * difference
      }
    }
    for label in 1..<10 {
      let expected = distance(0) - distance(label)
      #expect(abs(logits[label] - logits[0] - expected) < 1e-4)
    }
  }

  @Test func stepsLowerTheLoss() {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let x = randomPictures([8, 1, 28, 28])
    expectLowerLoss(LeNet1989(), x, classes: 4, Adam(learningRate: 1e-2))
  }
}
