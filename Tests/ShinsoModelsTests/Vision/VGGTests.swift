import ShinsoModels
import Testing

@Suite(.serialized) struct VGGTests {
  /// Each of these has 500 MB of weights, so one network serves several tests.
  @Test func hasThePublishedParametersAndNames() {
    let model = VGG(.d19)
    #expect(model.parameterCount == 143_667_240)
    let lines = model.layerSummaries(input: [1, 3, 224, 224])
    #expect(
      lines.map(\.name) == [
        "conv1_1", "conv1_2", "pool1", "conv2_1", "conv2_2", "pool2", "conv3_1", "conv3_2",
        "conv3_3", "conv3_4", "pool3", "conv4_1", "conv4_2", "conv4_3", "conv4_4", "pool4",
        "conv5_1", "conv5_2", "conv5_3", "conv5_4", "pool5", "fc6", "drop6", "fc7", "drop7", "fc8",
      ])
    #expect(lines.first { $0.name == "pool5" }?.output == [1, 512, 7, 7])
    #expect(lines.first { $0.name == "fc7" }?.output == [1, 4096])
    #expect(lines.last?.output == [1, 1000])
    // 19.6 thousand million multiply-adds are often stated.
    let cost = lines.reduce(0) { $0 + $1.multiplyAdds }
    #expect((19_400_000_000..<19_700_000_000).contains(cost))
    #expect(model.module(named: "fc7") is Linear && model.module(named: "layers") == nil)
  }

  @Test(arguments: [(VGG.Depth.d16, false, 138_357_544), (.d16, true, 138_365_992)])
  func sixteenLayers(depth: VGG.Depth, norm: Bool, count: Int) {
    #expect(VGG(depth, norm: norm).parameterCount == count)
  }

  @Test func theConvolutionsAlone() {
    let model = VGG(.d16, classes: nil)
    #expect(model.parameterCount == 14_714_688)
    let lines = model.layerSummaries(input: [1, 3, 64, 96])
    #expect(lines.last?.name == "pool5" && lines.last?.output == [1, 512, 2, 3])
    #expect(model.module(named: "fc6") == nil)
  }

  @Test func normalizationFollowsEachConvolution() {
    let model = VGG(.d16, classes: 2, norm: true, inputSize: 32)
    let names = model.layerSummaries(input: [1, 3, 32, 32]).map(\.name)
    #expect(names.prefix(5) == ["conv1_1", "bn1_1", "conv1_2", "bn1_2", "pool1"])
    #expect(names.count { $0.hasPrefix("bn") } == 13)
    #expect((model.module(named: "conv1_1") as? Conv2d)?.activation == .identity)
    #expect((model.module(named: "bn5_3") as? BatchNorm2d)?.activation == .relu)
  }

  @Test func torchvisionsNumbersHaveNames() {
    let plain = VGG.torchvisionModules(.d16)
    #expect(plain["features.0"] == "conv1_1" && plain["features.28"] == "conv5_3")
    #expect(plain["features.30"] == "pool5" && plain["classifier.3"] == "fc7")
    let norm = VGG.torchvisionModules(.d19, norm: true)
    #expect(norm["features.0"] == "conv1_1" && norm["features.1"] == "bn1_1")
    #expect(norm["features.49"] == "conv5_4" && norm["features.52"] == "pool5")
  }

  @Test(arguments: [false, true]) func stepsLowerTheLoss(norm: Bool) {
    let model = VGG(.d16, classes: 2, norm: norm, inputSize: 32)
    stopDropout(model)
    expectLowerLoss(
      model, randomPictures([4, 3, 32, 32], scale: 128), classes: 2, Adam(learningRate: 1e-4))
  }
}
