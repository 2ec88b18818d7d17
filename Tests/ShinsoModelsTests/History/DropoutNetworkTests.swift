import ShinsoModels
import Testing

@Suite(.serialized) struct DropoutNetworkTests {
  @Test func hasThePapersLayers() {
    let net = DropoutNetwork(
      784, hidden: [800, 800], classes: 10, inputDropout: 0.2, hiddenDropout: 0.5)
    #expect(net.parameterCount == 1_276_810)
    #expect(
      DropoutNetwork(784, hidden: [1200, 1200], classes: 10, inputDropout: 0, hiddenDropout: 0)
        .parameterCount == 2_395_210)
    #expect(net(.zeros([2, 784])).shape == [2, 10])
  }

  /// Evaluated, units pass on their mean; in training those that stay pass on all they have.
  @Test func isThePapersMeanNetwork() {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let net = DropoutNetwork(
      4000, hidden: [1], classes: 1, inputDropout: 0.2, hiddenDropout: 0.5)
    net.hidden[0].weight.assign(.ones([1, 4000]))
    net.output.weight.assign(.ones([1, 1]))
    let x = Tensor.ones([200, 4000])
    // Of 4000 inputs that are 1, a fifth is left out, and the unit itself half of the times.
    let trained: [Float] = withoutGradients { net(x) }.scalars()
    let kept = trained.filter { $0 > 0 }
    #expect((60...140).contains(kept.count))
    #expect(kept.allSatisfy { abs($0 - 3200) < 150 })
    net.mode = .evaluation
    let evaluated: [Float] = withoutGradients { net(x) }.scalars()
    #expect(evaluated.allSatisfy { abs($0 - 1600) < 0.1 })
  }

  @Test func stepsLowerTheLoss() {
    RandomGenerator.shared.key = RandomKey(seed: 3, counter: 0)
    let net = DropoutNetwork(
      20, hidden: [32, 32], classes: 4, inputDropout: 0.1, hiddenDropout: 0.2)
    stopDropout(net)
    expectLowerLoss(
      net, randomPictures([16, 20]), classes: 4, Adam(learningRate: 0.03), updates: 60)
  }
}
