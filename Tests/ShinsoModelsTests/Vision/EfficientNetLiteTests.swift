import Foundation
import ShinsoModels
import Testing

@Suite(.serialized) struct EfficientNetLiteTests {
  @Test func hasThePublishedParametersAndShapes() {
    let model = EfficientNetLite0()
    #expect(model.parameterCount == 4_652_008)
    model.mode = .evaluation
    withoutGradients {
      #expect(model(.zeros([2, 3, 64, 96])).shape == [2, 1000])
      #expect(EfficientNetLite0(classes: 5)(.zeros([1, 3, 33, 31])).shape == [1, 5])
    }
  }

  @Test func shrinksThePictureFiveTimes() {
    let lines = EfficientNetLite0().layerSummaries(input: [1, 3, 224, 224])
    func output(_ name: String) -> Shape? { lines.last { $0.name.hasPrefix(name) }?.output }
    #expect(output("stem.") == [1, 32, 112, 112])
    #expect(output("blocks.0.project") == [1, 16, 112, 112])
    #expect(output("blocks.2.project") == [1, 24, 56, 56])
    #expect(output("blocks.4.project") == [1, 40, 28, 28])
    #expect(output("blocks.10.project") == [1, 112, 14, 14])
    #expect(output("blocks.15.project") == [1, 320, 7, 7])
    #expect(output("pool") == [1, 1280])
    // Tan & Le's repository states 407 million multiply-adds.
    let cost = lines.reduce(0) { $0 + $1.multiplyAdds }
    #expect((380_000_000..<410_000_000).contains(cost))
  }

  @Test func dropsDeeperBlocksMoreOften() {
    let model = EfficientNetLite0()
    let drops = (0..<16).map { index in
      (model.module(named: "blocks.\(index).drop") as? StochasticDepth)?.probability
    }
    #expect(drops.first == 0)
    #expect(drops[8] == 0.1)
    #expect(drops == drops.sorted { ($0 ?? -1) < ($1 ?? -1) })
    #expect((model.module(named: "dropout") as? Dropout)?.probability == 0.2)
  }

  @Test func drawsWhileTrainingOnly() {
    let model = EfficientNetLite0()
    let x = Initializer.uniform(1).make([4, 3, 32, 32], 1, 1, RandomKey(seed: 2, counter: 0))
    func isRepeatable() -> Bool {
      withoutGradients { model(x).scalars() == model(x).scalars() as [Float] }
    }
    #expect(!isRepeatable())
    model.mode = .evaluation
    #expect(isRepeatable())
  }

  @Test func stepsLowerTheLoss() {
    let model = EfficientNetLite0(classes: 4)
    for (name, module) in model.modules where name.hasSuffix("drop") || name == "dropout" {
      module.mode = .evaluation
    }
    let x = Initializer.uniform(1).make([8, 3, 32, 32], 1, 1, RandomKey(seed: 2, counter: 0))
    expectLowerLoss(model, x, classes: 4, Adam(learningRate: 1e-3))
  }

  /// Every weight of the published file has its place, and every place its weight.
  @Test func namesAreThoseOfThePyTorchFile() throws {
    let text = try String(contentsOf: Fixtures.url("efficientnet-lite0-names.txt"), encoding: .utf8)
    let names = text.split(separator: "\n").map(String.init)
    #expect(names.count == 296)
    let mapped = names.compactMap(EfficientNetLite0.name(ofPyTorch:))
    #expect(names.count - mapped.count == 49, "one counter for each batch normalization")
    #expect(Set(mapped) == Set(EfficientNetLite0().state.map(\.name)))
    #expect(Set(mapped).count == mapped.count)
    #expect(EfficientNetLite0.name(ofPyTorch: "unknown.weight") == "unknown.weight")
  }
}
