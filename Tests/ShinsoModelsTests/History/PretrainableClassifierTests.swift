import ShinsoModels
import Testing

@Suite(.serialized) struct PretrainableClassifierTests {
  @Test func hasThePapersLayers() {
    let model = PretrainableClassifier(784, hidden: [500, 500, 2000], classes: 10)
    #expect(model.parameterCount == 1_665_010)
    #expect(model(.zeros([2, 784])).shape == [2, 10])
  }

  @Test func startsFromTheStack() {
    let stack = DeepBeliefNetwork([12, 9, 6])
    stack.machines[1].hiddenBias.assign(.ones([6]))
    let x = Initializer.uniform(1).make([4, 12], 1, 1, RandomKey(seed: 1, counter: 0)).abs()
    let model = PretrainableClassifier(pretrained: stack, classes: 3)
    let difference = withoutGradients {
      (model(x) - model.output(stack(x))).abs().max().item()
    }
    #expect(difference == 0)
    #expect(model.output.weight.shape == [3, 6])
  }

  /// From weights as small as these the first updates move little.
  @Test func updatesLowerTheLoss() {
    let x = Initializer.uniform(1).make([16, 20], 1, 1, RandomKey(seed: 2, counter: 0)).abs()
    let labels = Tensor((0..<16).map { Int64($0 % 4) })
    RandomGenerator.shared.key = RandomKey(seed: 3, counter: 0)
    let model = PretrainableClassifier(20, hidden: [16, 8], classes: 4)
    let optimizer = Adam(learningRate: 0.05)
    func loss() -> Double { withoutGradients { softmaxCrossEntropy(model(x), labels).item() } }
    let before = loss()
    for _ in 0..<200 {
      optimizer.update(model, with: softmaxCrossEntropy(model(x), labels).gradients())
    }
    #expect(loss() < before / 4)
  }
}
