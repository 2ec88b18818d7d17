import ShinsoModels
import Testing

@Suite(.serialized) struct SqueezeNetTests {
  @Test(arguments: [
    (SqueezeNet.Version.v11, 1_235_496, 35), (.v10, 1_248_424, 82),
  ]) func hasThePublishedParameters(version: SqueezeNet.Version, count: Int, cost: Int) {
    let model = SqueezeNet(version)
    #expect(model.parameterCount == count)
    let lines = model.layerSummaries(input: [1, 3, 224, 224])
    // torchvision counts 0.35 and 0.82 thousand million.
    #expect((lines.reduce(0) { $0 + $1.multiplyAdds } + 5_000_000) / 10_000_000 == cost)
    #expect(lines.first { $0.name == "conv10" }?.output == [1, 1000, 13, 13])
  }

  @Test(arguments: SqueezeNet.Version.allCases) func stepsLowerTheLoss(
    version: SqueezeNet.Version
  ) {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let model = SqueezeNet(version, classes: 2)
    stopDropout(model)
    expectLowerLoss(
      model, brightAndDarkPictures([8, 3, 48, 48]), classes: 2, Adam(learningRate: 3e-4),
      // The relu behind the scores may stop one of the two for good.
      updates: 20, factor: 0.6)
  }
}
