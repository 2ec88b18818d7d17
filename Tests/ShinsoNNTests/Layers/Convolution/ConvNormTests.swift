import ShinsoNN
import Testing

@Suite(.serialized) struct ConvNormTests {
  private let x = Initializer.normal(standardDeviation: 1).make(
    [2, 8, 9, 7], 1, 1, RandomKey(seed: 1, counter: 0))

  private func distance(_ a: Tensor, _ b: Tensor) -> Double { (a - b).abs().max().item() }

  @Test(arguments: [1, 2], [1, 8])
  func foldedIsUnfolded(_ stride: Int, _ groups: Int) {
    let layer = ConvNorm(
      8, 16, kernelSize: 3, stride: Size2d(stride), padding: .same, groups: groups,
      activation: .relu6)
    for _ in 0..<5 { _ = layer(x) }
    layer.mode = .evaluation
    let unfolded = layer(x)
    #expect(unfolded.isRecorded)
    let folded = withoutGradients { layer(x) }
    #expect(folded.shape == unfolded.shape)
    #expect(unfolded.max().item() > 0.5)
    #expect(distance(folded, unfolded.detached) < 1e-5)
  }

  @Test func foldsAgainAfterAChange() {
    let layer = ConvNorm(8, 4, kernelSize: 1)
    layer.mode = .evaluation
    let before = withoutGradients { layer(x) }
    SGD(learningRate: 0.1).update(layer, with: layer(x).square().mean().gradients())
    let after = withoutGradients { layer(x) }
    #expect(distance(before, after) > 1e-3)
    #expect(distance(after, layer(x).detached) < 1e-5)
    layer.bn.runningMean.assign(.ones([4]))
    #expect(distance(withoutGradients { layer(x) }, layer(x).detached) < 1e-5)
  }

  /// Two layers that are not parts of one module; here the convolution has a bias.
  @Test func separateLayersFold() {
    let conv = Conv2d(8, 4, kernelSize: 3, padding: 1)
    let bn = BatchNorm2d(4, activation: .relu)
    for _ in 0..<5 { _ = bn(after: conv, x) }
    bn.mode = .evaluation
    let expected = withoutGradients { bn(conv(x)) }
    #expect(distance(withoutGradients { bn(after: conv, x) }, expected) < 1e-5)
    var isSeen = false
    let hook = conv.onForward { _, _ in isSeen = true }
    #expect(distance(withoutGradients { bn(after: conv, x) }, expected) == 0)
    #expect(isSeen)
    conv.removeHook(hook)
    #expect(bn(after: conv, x).isRecorded)
  }

  @Test func measuresWhileTraining() {
    let layer = ConvNorm(8, 4, kernelSize: 1)
    let y = withoutGradients { layer(x) }
    #expect(abs(y.mean().item()) < 1e-5)
    #expect(layer.bn.runningMean.value.abs().max().item() > 0)
  }
}
