import Testing

@testable import ShinsoModels

@Suite(.serialized) struct LeNet5Tests {
  @Test func hasThePapersParametersAndConnections() {
    let model = LeNet5()
    #expect(model.parameterCount == 60_000)
    #expect(LeNet5(classes: 3).parameterCount == 60_000)
    let lines = model.layerSummaries(input: [1, 1, 28, 28])
    #expect(lines.map(\.name) == ["c1", "s2", "c3", "s4", "c5", "f6", "output"])
    #expect(lines.map(\.parameters) == [156, 12, 1516, 32, 48_120, 10_164, 0])
    #expect(
      lines.map(\.output) == [
        [1, 6, 28, 28], [1, 6, 14, 14], [1, 16, 10, 10], [1, 16, 5, 5], [1, 120, 1, 1], [1, 84],
        [1, 10],
      ])
    // One for each weight and bias that a unit has.
    let connections = lines.map { line in
      line.name.hasPrefix("s")
        ? line.output.elementCount * 5 : line.multiplyAdds + line.output.elementCount
    }
    #expect(connections.dropLast() == [122_304, 5_880, 151_600, 2_000, 48_120, 10_164])
  }

  @Test func tableOneSeesEveryMapTenTimes() {
    for map in 0..<6 { #expect(LeNet5.table.count { $0.contains(map) } == 10) }
    #expect(
      LeNet5.table.map(\.count) == Array(repeating: 3, count: 6) + Array(repeating: 4, count: 9) + [
        6
      ])
  }

  /// The border is paper, as dark as the paper inside.
  @Test func theFieldIsPaddedWithBackground() {
    let model = LeNet5()
    let blank = withoutGradients { model.c1(Tensor.full(-0.1, shape: [1, 1, 32, 32])) }
    var seen: Tensor?
    model.c1.onForward { _, output in seen = output as? Tensor }
    _ = withoutGradients { model(.zeros([1, 1, 28, 28])) }
    #expect(seen.map { ($0 - blank).abs().max().item() } ?? 1 < 1e-6)
  }

  @Test func stepsLowerTheLoss() {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let x = randomPictures([8, 1, 28, 28])
    expectLowerLoss(LeNet5(), x, classes: 4, Adam(learningRate: 5e-3), updates: 30)
  }
}
