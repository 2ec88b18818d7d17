import ShinsoModels
import Testing

@Suite(.serialized) struct AllCNNTests {
  @Test func hasThePapersLayers() {
    let model = AllCNN()
    #expect(model.parameterCount == 1_369_738)
    let lines = model.layerSummaries(input: [1, 3, 32, 32]).filter { $0.kind == "conv2d" }
    #expect(
      lines.map(\.output) == [
        [1, 96, 32, 32], [1, 96, 32, 32], [1, 96, 16, 16], [1, 192, 16, 16], [1, 192, 16, 16],
        [1, 192, 8, 8], [1, 192, 6, 6], [1, 192, 6, 6], [1, 10, 6, 6],
      ])
    let dropouts = model.modules.compactMap { ($0.value as? Dropout)?.probability }
    #expect(dropouts == [0.2, 0.5, 0.5])
  }

  @Test func stepsLowerTheLoss() {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let model = AllCNN(classes: 2)
    stopDropout(model)
    expectLowerLoss(
      model, brightAndDarkPictures([8, 3, 32, 32]), classes: 2, Adam(learningRate: 3e-4))
  }
}
