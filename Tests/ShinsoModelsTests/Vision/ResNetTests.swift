import ShinsoModels
import Testing

@Suite(.serialized) struct ResNetTests {
  @Test(arguments: [
    (ResNet.Depth.layers18, 11_689_512), (.layers34, 21_797_672), (.layers50, 25_557_032),
    (.layers101, 44_549_160), (.layers152, 60_192_808),
  ]) func hasThePublishedParameters(depth: ResNet.Depth, count: Int) {
    let model = ResNet(depth)
    #expect(model.parameterCount == count)
    // Convolutions and the classifier, without those of the shortcuts.
    let weights = model.parameters.filter { name, parameter in
      parameter.shape.rank > 1 && !name.contains("downsample")
    }
    #expect(weights.count == depth.rawValue)
  }

  @Test func stagesShrinkAndWiden() {
    let lines = ResNet(.layers50).layerSummaries(input: [1, 3, 224, 224])
    func output(_ name: String) -> Shape? { lines.last { $0.name.hasPrefix(name) }?.output }
    #expect(output("conv1") == [1, 64, 112, 112])
    #expect(output("maxpool") == [1, 64, 56, 56])
    #expect(output("layer1.2.conv3") == [1, 256, 56, 56])
    #expect(output("layer2.0.downsample.0") == [1, 512, 28, 28])
    #expect(output("layer3.5.conv3") == [1, 1024, 14, 14])
    #expect(output("layer4.2.bn3") == [1, 2048, 7, 7])
    #expect(output("avgpool") == [1, 2048])
    // The stride in the 3×3 costs about as much more as is published: 4.1 for 3.8 thousand million.
    func cost(_ version: ResNet.Version) -> Int {
      ResNet(.layers50, version: version).layerSummaries(input: [1, 3, 224, 224])
        .reduce(0) { $0 + $1.multiplyAdds }
    }
    #expect(cost(.v15) == 4_089_184_256)
    #expect(cost(.v1) == 3_857_973_248)
  }

  /// Evaluated, each convolution and its normalization are one.
  @Test func foldedIsUnfolded() {
    let model = ResNet(.layers18, classes: 5)
    let x = randomPictures([4, 3, 32, 48])
    for _ in 0..<2 { _ = model(x) }
    model.mode = .evaluation
    let unfolded = model(x)
    #expect(unfolded.isRecorded)
    let folded = withoutGradients { model(x) }
    let scale = unfolded.abs().max().item()
    #expect((folded - unfolded.detached).abs().max().item() < 1e-4 * scale)
  }

  @Test(arguments: [
    (ResNet.Depth.layers18, ResNet.Version.v15), (.layers34, .v15), (.layers50, .v15),
    (.layers50, .v1), (.layers101, .v15), (.layers152, .v15),
  ]) func stepsLowerTheLoss(depth: ResNet.Depth, version: ResNet.Version) {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let x = randomPictures([4, 3, 32, 32])
    expectLowerLoss(
      ResNet(depth, version: version, classes: 4), x, classes: 4, SGD(learningRate: 0.01))
  }
}
