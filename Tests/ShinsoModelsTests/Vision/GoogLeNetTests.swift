import ShinsoModels
import Testing

@Suite(.serialized) struct GoogLeNetTests {
  @Test(
    arguments: [
      (GoogLeNet.Variant.caffe, 6_998_552, 13_378_280), (.torchvision, 6_624_904, 13_004_888),
    ])
  func hasThePublishedParameters(variant: GoogLeNet.Variant, used: Int, all: Int) {
    let model = GoogLeNet(variant: variant)
    #expect(model.evaluationParameterCount == used)
    #expect(model.parameterCount == all)
  }

  /// Table 1 of the paper.
  @Test func mapsHaveThePapersSizes() {
    let model = GoogLeNet(classes: 10)
    var outputs: [String: Shape] = [:]
    for (name, module) in model.modules {
      module.onForward { _, output in outputs[name] = (output as? Tensor)?.shape }
    }
    model.mode = .evaluation
    let (logits, auxiliary) = withoutGradients { model.callWithHeads(.zeros([1, 3, 224, 224])) }
    #expect(outputs["conv1"] == [1, 64, 112, 112])
    #expect(outputs["pool1"] == [1, 64, 56, 56])
    #expect(outputs["conv3"] == [1, 192, 56, 56])
    #expect(outputs["inception3a"] == [1, 256, 28, 28])
    #expect(outputs["inception3b"] == [1, 480, 28, 28])
    #expect(outputs["inception4a"] == [1, 512, 14, 14])
    #expect(outputs["inception4d"] == [1, 528, 14, 14])
    #expect(outputs["inception4e"] == [1, 832, 14, 14])
    #expect(outputs["inception5b"] == [1, 1024, 7, 7])
    #expect(outputs["pool5"] == [1, 1024])
    #expect(logits.shape == [1, 10] && auxiliary.map(\.shape) == [[1, 10], [1, 10]])
  }

  /// Heads are for training alone.
  @Test func aPlainCallDoesNotRunTheHeads() {
    let model = GoogLeNet(classes: 2)
    var calls = 0
    for head in model.heads { head.onForward { _, _ in calls += 1 } }
    withoutGradients { _ = model(.zeros([1, 3, 224, 224])) }
    #expect(calls == 0)
    #expect(model.heads.count == 2 && model.headWeight == 0.3)
  }

  @Test(arguments: GoogLeNet.Variant.allCases) func stepsLowerTheLoss(variant: GoogLeNet.Variant) {
    let model = GoogLeNet(classes: 2, variant: variant)
    stopDropout(model)
    expectLowerLoss(
      model, brightAndDarkPictures([2, 3, 224, 224]) * (variant == .caffe ? 128 : 1), classes: 2,
      Adam(learningRate: variant == .caffe ? 1e-4 : 3e-4), updates: 6)
  }
}
