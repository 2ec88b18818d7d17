import ShinsoModels
import Testing

@Suite(.serialized) struct LeNetTests {
  @Test func hasCaffesParametersAndShapes() {
    let model = LeNet()
    #expect(model.parameterCount == 431_080)
    let lines = model.layerSummaries(input: [2, 1, 28, 28])
    #expect(lines.map(\.name) == ["conv1", "conv2", "fc1", "fc2"])
    #expect(lines.map(\.output) == [[2, 20, 24, 24], [2, 50, 8, 8], [2, 500], [2, 10]])
    #expect(LeNet(classes: 7)(.zeros([3, 1, 28, 28])).shape == [3, 7])
  }

  @Test func doublesTheRateOfBiases() {
    for (name, parameter) in LeNet().parameters {
      #expect(parameter.rateFactor == (name.hasSuffix("bias") ? 2 : 1))
    }
  }

  @Test func stepsLowerTheLoss() {
    let x = Initializer.uniform(1).make([16, 1, 28, 28], 1, 1, RandomKey(seed: 2, counter: 0))
    expectLowerLoss(LeNet(), x, classes: 10, SGD(learningRate: 0.01, momentum: 0.9))
  }
}
