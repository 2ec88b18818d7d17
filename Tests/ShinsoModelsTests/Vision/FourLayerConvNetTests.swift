import ShinsoModels
import Testing

@Suite(.serialized) struct FourLayerConvNetTests {
  @Test func hasItsLayers() {
    let plain = FourLayerConvNet(classes: 10, activation: .tanh)
    // 3 · 32 · 25 + 32 · 32 · 25 + 32 · 64 · 25, 128 biases, 1024 · 10 + 10.
    #expect(plain.parameterCount == 89_578)
    let normalized = FourLayerConvNet(classes: 10, activation: .relu, normalized: true)
    #expect(normalized.parameterCount == 89_706)
    let shapes = plain.layerSummaries(input: [2, 3, 32, 32]).filter { $0.kind == "conv2d" }
      .map(\.output)
    #expect(shapes == [[2, 32, 32, 32], [2, 32, 16, 16], [2, 64, 8, 8]])
    #expect(normalized.modules.count { $0.value is BatchNorm2d } == 3)
    #expect(!plain.modules.contains { $0.value is BatchNorm2d })
  }

  @Test(arguments: [(.relu, false), (.tanh, false), (.relu, true)] as [(Activation, Bool)])
  func stepsLowerTheLoss(_ activation: Activation, _ isNormalized: Bool) {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    expectLowerLoss(
      FourLayerConvNet(classes: 2, activation: activation, normalized: isNormalized),
      brightAndDarkPictures([8, 3, 32, 32]), classes: 2, SGD(learningRate: 0.01, momentum: 0.9))
  }
}
