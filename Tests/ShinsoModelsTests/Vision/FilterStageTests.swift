import ShinsoModels
import Testing

@Suite(.serialized) struct FilterStageTests {
  private static let forms = [false, true].flatMap { rectifies in
    [false, true].flatMap { normalizes in
      [false, true].map {
        FilterStage.Form(rectifies: rectifies, normalizes: normalizes, poolsMaxima: $0)
      }
    }
  }

  @Test(arguments: forms) func hasThePapersParts(_ form: FilterStage.Form) {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let stage = FilterStage(form)
    #expect(stage.parameterCount == 64 * 81 + 64)
    stage.gains.assign(.full(-2, shape: [64]))
    let x = randomPictures([2, 1, 32, 32])
    let h = withoutGradients { stage(x) }
    #expect(h.shape == [2, 64, 7, 7])
    // What each part does, step by step.
    let expected = withoutGradients { () -> Tensor in
      var h = -2 * tanh(conv2d(x, stage.filters.weight.tensor))
      if form.rectifies { h = h.abs() }
      if form.normalizes { h = localContrastNorm(h, size: 9) }
      return form.poolsMaxima
        ? maxPool2d(h, kernelSize: 6, stride: 3) : averagePool2d(h, kernelSize: 6, stride: 3)
    }
    #expect((h - expected).abs().max().item() < 1e-5)
  }

  @Test func classifierLearnsThroughAllParts() {
    RandomGenerator.shared.key = RandomKey(seed: 2, counter: 0)
    let stage = FilterStage(
      FilterStage.Form(rectifies: true, normalizes: true, poolsMaxima: false))
    let model = StageClassifier(stage, classes: 2)
    #expect(model.parameterCount == 5248 + 3136 * 2 + 2)
    expectLowerLoss(
      model, randomPictures([4, 1, 32, 32]), classes: 2, Adam(learningRate: 1e-3))
  }
}
