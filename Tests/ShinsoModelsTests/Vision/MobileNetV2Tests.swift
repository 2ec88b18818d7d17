import ShinsoModels
import Testing

@Suite(.serialized) struct MobileNetV2Tests {
  @Test func hasThePublishedParametersAndShapes() {
    let model = MobileNetV2()
    #expect(model.parameterCount == 3_504_872)
    let lines = model.layerSummaries(input: [1, 3, 224, 224])
    func output(_ name: String) -> Shape? { lines.last { $0.name.hasPrefix(name) }?.output }
    #expect(output("stem.") == [1, 32, 112, 112])
    #expect(output("blocks.0.project") == [1, 16, 112, 112])
    #expect(output("blocks.2.project") == [1, 24, 56, 56])
    #expect(output("blocks.5.project") == [1, 32, 28, 28])
    #expect(output("blocks.12.project") == [1, 96, 14, 14])
    #expect(output("blocks.16.project") == [1, 320, 7, 7])
    #expect(output("pool") == [1, 1280])
    // The paper's table 4: 300 million.
    #expect((300_000_000..<302_000_000).contains(lines.reduce(0) { $0 + $1.multiplyAdds }))
  }

  @Test func stepsLowerTheLoss() {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let model = MobileNetV2(classes: 4)
    stopDropout(model)
    let x = randomPictures([8, 3, 32, 32])
    expectLowerLoss(model, x, classes: 4, Adam(learningRate: 1e-3))
  }
}
