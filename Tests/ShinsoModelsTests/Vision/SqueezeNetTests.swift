import ShinsoModels
import Testing

@Suite(.serialized) struct SqueezeNetTests {
  @Test(arguments: [
    (SqueezeNet.Version.v11, 1_235_496, 349_151_616), (.v10, 1_248_424, 818_924_128),
  ]) func hasThePublishedParameters(version: SqueezeNet.Version, count: Int, cost: Int) {
    let model = SqueezeNet(version)
    #expect(model.parameterCount == count)
    let lines = model.layerSummaries(input: [1, 3, 224, 224])
    // torchvision counts 0.35 and 0.82 thousand million.
    #expect(lines.reduce(0) { $0 + $1.multiplyAdds } == cost)
    #expect(lines.first { $0.name == "conv10" }?.output == [1, 1000, 13, 13])
  }

  @Test(arguments: SqueezeNet.Version.allCases) func stepsLowerTheLoss(
    version: SqueezeNet.Version
  ) {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let model = SqueezeNet(version, classes: 4)
    model.module(named: "dropout")?.mode = .evaluation
    let x = Initializer.uniform(1).make([8, 3, 48, 48], 1, 1, RandomKey(seed: 2, counter: 0))
    expectLowerLoss(model, x, classes: 4, Adam(learningRate: 1e-3))
  }
}
