import ShinsoModels
import Testing

@Suite(.serialized) struct DenseNet121Tests {
  @Test func hasThePublishedParametersAndShapes() {
    let model = DenseNet121()
    #expect(model.parameterCount == 7_978_856)
    let layers = model.parameters.filter { $0.value.shape.rank > 1 }
    #expect(layers.count == 121)
    let lines = model.layerSummaries(input: [1, 3, 224, 224])
    func output(_ name: String) -> Shape? { lines.last { $0.name.hasPrefix(name) }?.output }
    #expect(output("features.pool0") == [1, 64, 56, 56])
    #expect(output("features.denseblock1.denselayer6.conv2") == [1, 32, 56, 56])
    #expect(output("features.transition1.pool") == [1, 128, 28, 28])
    #expect(output("features.transition3.conv") == [1, 512, 14, 14])
    #expect(output("features.norm5") == [1, 1024, 7, 7])
    // torchvision counts 2.83 thousand million.
    #expect((2_830_000_000..<2_840_000_000).contains(lines.reduce(0) { $0 + $1.multiplyAdds }))
  }

  @Test func stepsLowerTheLoss() {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let x = randomPictures([4, 3, 32, 32])
    expectLowerLoss(DenseNet121(classes: 4), x, classes: 4, SGD(learningRate: 0.02))
  }
}
