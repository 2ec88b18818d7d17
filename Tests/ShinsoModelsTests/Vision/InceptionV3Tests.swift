import ShinsoModels
import Testing

@Suite(.serialized) struct InceptionV3Tests {
  @Test func hasThePublishedParametersAndShapes() {
    let model = InceptionV3()
    #expect(model.evaluationParameterCount == 23_834_568)
    #expect(model.parameterCount == 27_161_264)
    var outputs: [String: Shape] = [:]
    for (name, module) in model.modules {
      module.onForward { _, output in outputs[name] = (output as? Tensor)?.shape }
    }
    model.mode = .evaluation
    let (logits, auxiliary) = withoutGradients { model.callWithHeads(.zeros([1, 3, 299, 299])) }
    #expect(outputs["Conv2d_2b_3x3"] == [1, 64, 147, 147])
    #expect(outputs["Conv2d_4a_3x3"] == [1, 192, 71, 71])
    #expect(outputs["Mixed_5d"] == [1, 288, 35, 35])
    #expect(outputs["Mixed_6e"] == [1, 768, 17, 17])
    #expect(outputs["Mixed_7a"] == [1, 1280, 8, 8])
    #expect(outputs["Mixed_7c"] == [1, 2048, 8, 8])
    #expect(outputs["avgpool"] == [1, 2048])
    #expect(logits.shape == [1, 1000] && auxiliary.map(\.shape) == [[1, 1000]])
  }

  @Test func withoutTheHeadSmallerPicturesDo() {
    let model = InceptionV3(classes: 3)
    model.mode = .evaluation
    #expect(withoutGradients { model(.zeros([2, 3, 96, 80])) }.shape == [2, 3])
  }

  @Test func stepsLowerTheLoss() {
    let model = InceptionV3(classes: 2)
    stopDropout(model)
    expectLowerLoss(
      model, randomPictures([2, 3, 299, 299]), classes: 2, Adam(learningRate: 3e-4), updates: 4)
  }
}
