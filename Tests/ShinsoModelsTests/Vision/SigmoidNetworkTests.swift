import ShinsoModels
import Testing

@Suite(.serialized) struct SigmoidNetworkTests {
  @Test(arguments: [(false, 99_710), (true, 100_010)])
  func hasThePapersLayers(_ isNormalized: Bool, _ count: Int) {
    let net = SigmoidNetwork(784, hidden: [100, 100, 100], classes: 10, normalized: isNormalized)
    #expect(net.parameterCount == count)
    #expect(net(.zeros([2, 784])).shape == [2, 10])
    #expect(net.lastInputs(.zeros([2, 784])).shape == [2, 100])
  }

  /// In training what a sigmoid takes has mean 0 and variance 1 over the batch.
  @Test func normalizesWhatTheSigmoidsTake() {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let net = SigmoidNetwork(12, hidden: [9, 7], classes: 3, normalized: true)
    let inputs = withoutGradients { net.lastInputs(randomPictures([64, 12], scale: 3)) }
    #expect(inputs.mean(axes: 0).abs().max().item() < 1e-5)
    #expect((inputs.variance(axes: 0) - 1).abs().max().item() < 0.02)
  }

  @Test(arguments: [false, true]) func stepsLowerTheLoss(_ isNormalized: Bool) {
    RandomGenerator.shared.key = RandomKey(seed: 2, counter: 0)
    let net = SigmoidNetwork(20, hidden: [16, 16], classes: 4, normalized: isNormalized)
    expectLowerLoss(
      net, randomPictures([16, 20]), classes: 4, Adam(learningRate: 0.03), updates: 100)
  }
}
