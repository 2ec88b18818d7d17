import ShinsoModels
import Testing

@Suite(.serialized) struct NINTests {
  @Test func hasItsFilesParametersAndShapes() {
    let small = NIN()
    #expect(small.parameterCount == 966_986)
    let lines = small.layerSummaries(input: [2, 3, 32, 32])
    func output(_ name: String) -> Shape? { lines.first { $0.name == name }?.output }
    #expect(output("pool1") == [2, 96, 16, 16])
    #expect(output("pool2") == [2, 192, 8, 8])
    #expect(output("cccp6") == [2, 10, 8, 8])
    #expect(output("pool") == [2, 10])
    let large = NIN(classes: 1000, variant: .imagenet)
    #expect(large.parameterCount == 7_595_176)
    let outputs = large.layerSummaries(input: [1, 3, 224, 224]).map { ($0.name, $0.output) }
    #expect(outputs.first { $0.0 == "conv1" }?.1 == [1, 96, 54, 54])
    #expect(outputs.first { $0.0 == "cccp8" }?.1 == [1, 1000, 6, 6])
    #expect(outputs.last?.1 == [1, 1000])
  }

  @Test func stepsLowerTheLoss() {
    let model = NIN(classes: 2)
    stopDropout(model)
    expectLowerLoss(
      model, brightAndDarkPictures([8, 3, 32, 32]), classes: 2, Adam(learningRate: 1e-3))
  }
}
