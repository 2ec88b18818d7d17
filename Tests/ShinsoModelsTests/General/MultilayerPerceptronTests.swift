import ShinsoModels
import Testing

@Suite(.serialized) struct MultilayerPerceptronTests {
  @Test func hasTheLecturesLayers() {
    let model = MultilayerPerceptron(4096, hidden: [1000, 1000], classes: 25)
    #expect(model.parameterCount == 4_097_000 + 1_001_000 + 25_025)
    #expect(
      model.parameters.map(\.name) == [
        "hidden.0.weight", "hidden.0.bias", "hidden.1.weight", "hidden.1.bias", "output.weight",
        "output.bias",
      ])
    #expect(MultilayerPerceptron(8, hidden: [], classes: 3)(.zeros([2, 8])).shape == [2, 3])
  }

  @Test func stepsLowerTheLoss() {
    let x = Initializer.uniform(1).make([20, 32], 1, 1, RandomKey(seed: 2, counter: 0))
    let model = MultilayerPerceptron(32, hidden: [50, 50], classes: 5, dropout: 0.1)
    expectLowerLoss(model, x, classes: 5, Adam(learningRate: 5e-3))
  }
}
