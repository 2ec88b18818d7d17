import ShinsoModels
import Testing

@Suite(.serialized) struct AlexNetTests {
  @Test(arguments: [(AlexNet.Variant.caffe, 60_965_224), (.torchvision, 61_100_840)])
  func hasThePublishedParameters(variant: AlexNet.Variant, count: Int) {
    #expect(AlexNet(variant: variant).parameterCount == count)
  }

  /// Figure 2 of the paper.
  @Test func mapsHaveThePapersSizes() {
    let lines = AlexNet(classes: 10).layerSummaries(input: [1, 3, 227, 227])
    func output(_ name: String) -> Shape? { lines.first { $0.name == name }?.output }
    #expect(output("conv1") == [1, 96, 55, 55])
    #expect(output("pool1") == [1, 96, 27, 27])
    #expect(output("conv2") == [1, 256, 27, 27])
    #expect(output("conv3") == [1, 384, 13, 13])
    #expect(output("conv5") == [1, 256, 13, 13])
    #expect(output("pool5") == [1, 256, 6, 6])
    #expect(output("fc7") == [1, 4096])
    #expect(output("fc8") == [1, 10])
  }

  /// The first hidden layer depends on the size of the images.
  @Test(arguments: [(67, 1), (128, 3), (227, 6), (256, 7)])
  func takesImagesOfOtherSizes(size: Int, side: Int) {
    let lines = AlexNet(classes: 10, inputSize: size).layerSummaries(input: [1, 3, size, size])
    #expect(lines.first { $0.name == "pool5" }?.output == [1, 256, side, side])
    #expect(lines.first { $0.name == "fc8" }?.output == [1, 10])
  }

  @Test func caffeNetPoolsBeforeItNormalizes() {
    func order(_ variant: AlexNet.Variant) -> [String] {
      let lines = AlexNet(classes: 2, variant: variant).layerSummaries(input: [1, 3, 227, 227])
      return lines.map(\.name).filter { $0.hasSuffix("1") || $0.hasSuffix("2") }
    }
    #expect(order(.caffe) == ["conv1", "norm1", "pool1", "conv2", "norm2", "pool2"])
    #expect(order(.caffenet) == ["conv1", "pool1", "norm1", "conv2", "pool2", "norm2"])
    #expect(order(.torchvision) == ["conv1", "pool1", "conv2", "pool2"])
  }

  @Test func startsAsInThePaper() {
    for (name, parameter) in AlexNet(classes: 2).parameters {
      let values = parameter.detached.scalars(as: Float.self)
      if name.hasSuffix("bias") {
        let isOne = ["conv2", "conv4", "conv5", "fc6", "fc7"].contains(name.prefix { $0 != "." })
        #expect(values.allSatisfy { $0 == (isOne ? 1 : 0) }, "\(name)")
        #expect(parameter.rateFactor == 2 && parameter.decayFactor == 0)
      } else {
        let variance = values.reduce(0) { $0 + $1 * $1 } / Float(values.count)
        #expect(abs(variance.squareRoot() - 0.01) < 1e-3, "\(name)")
        #expect(parameter.rateFactor == 1 && parameter.decayFactor == 1)
      }
    }
  }

  @Test func stepsLowerTheLoss() {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let model = AlexNet(classes: 2)
    stopDropout(model)
    expectLowerLoss(
      model, brightAndDarkPictures([2, 3, 227, 227]) * 128, classes: 2, Adam(learningRate: 2e-5),
      updates: 12)
  }
}
