import ArgumentParser
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct FineTuningPlanTests {
  private let head: Set = ["classifier.weight", "classifier.bias"]

  private func plan(
    _ model: Module, _ depth: TrainedDepth, new: Set<String>? = nil, rate: Double? = 0.1
  ) throws -> FineTuningPlan {
    try FineTuningPlan(model, new: new ?? head, depth: depth, pretrainedRate: rate)
  }

  @Test func depthsAreWritten() {
    for text in ["all", "last", "last-7"] {
      #expect(TrainedDepth(argument: text)?.description == text)
    }
    #expect(TrainedDepth(argument: "last-1") == .last(1))
    for text in ["", "none", "last-0", "last--1", "last-x", "3", "ALL"] {
      #expect(TrainedDepth(argument: text) == nil, "\(text)")
    }
  }

  @Test func theLastLayersAreTrained() throws {
    let model = EfficientNetLite0(classes: 5)
    try plan(model, .last(3)).apply(to: model)
    let trained = model.parameters.filter { !$0.value.isFrozen }.map(\.name)
    // With the normalizations of the convolutions.
    #expect(
      trained == [
        "blocks.15.project.conv.weight", "blocks.15.project.bn.weight",
        "blocks.15.project.bn.bias", "head.conv.weight", "head.bn.weight", "head.bn.bias",
        "classifier.weight", "classifier.bias",
      ])
    let rates = Dictionary(model.parameters.map { ($0.name, $0.value.rateFactor) }) { $1 }
    #expect(rates["classifier.weight"] == 1 && rates["head.conv.weight"] == 0.1)
    func isTraining(_ name: String) throws -> Bool {
      try #require(model.module(named: name)).isTraining
    }
    #expect(model.isTraining)
    for name in ["blocks.15.project", "head", "dropout", "classifier"] {
      #expect(try isTraining(name), "\(name)")
    }
    for name in ["stem.bn", "blocks.3.drop", "blocks.15.depthwise.bn", "blocks.15.project.bn"] {
      #expect(try !isTraining(name), "\(name)")
    }
  }

  @Test func moreLayersThanThereAreAreRefused() throws {
    let model = LeNet(classes: 5)
    let new: Set = ["fc2.weight", "fc2.bias"]
    _ = try plan(model, .last(4), new: new)
    let error = #expect(throws: InputError.self) { try plan(model, .last(99), new: new) }
    #expect(error?.description.hasPrefix("--train last-99: the network has 4 layers") == true)
  }

  @Test func frozenPartsStayAsTheyAre() throws {
    let model = EfficientNetLite0(classes: 5)
    try plan(model, .last(1)).apply(to: model)
    let before = Dictionary(model.state.map { ($0.name, $0.tensor.scalars(as: Float.self)) }) { $1 }
    let optimizer = SGD(learningRate: 0.1, momentum: 0.9, weightDecay: 0.1)
    let x = Initializer.uniform(1).make([2, 3, 32, 32], 1, 1, RandomKey(seed: 1, counter: 0))
    for _ in 0..<2 {
      let loss = softmaxCrossEntropy(model(x), Tensor([0, 1] as [Int64]))
      optimizer.update(model, with: loss.gradients())
    }
    let changed = model.state.filter { before[$0.name] != $0.tensor.scalars(as: Float.self) }
    #expect(Set(changed.map(\.name)) == head)
  }

  @Test func everythingIsTrained() throws {
    let model = EfficientNetLite0(classes: 5)
    try plan(model, .last(1)).apply(to: model)
    try plan(model, .all).apply(to: model)
    #expect(model.parameters.allSatisfy { !$0.value.isFrozen })
    #expect(model.modules.allSatisfy { $0.value.isTraining != ($0.value is BatchNorm2d) })
    // From scratch.
    try plan(model, .all, rate: nil).apply(to: model)
    #expect(model.modules.allSatisfy { $0.value.isTraining })
    #expect(model.parameters.allSatisfy { $0.value.rateFactor == 1 })
  }

  @Test func theTableTellsWhatWasFrozen() throws {
    let model = LeNet(classes: 5)
    let lines = try plan(model, .last(2), new: ["fc2.weight", "fc2.bias"]).table(rate: 0.02)
    #expect(
      lines == [
        "PART   LAYERS  PARAMETERS  STATE     RATE",
        "conv1       1         520  frozen       -",
        "conv2       1       25050  frozen       -",
        "fc1         1      400500  trained  0.002",
        "fc2         1        2505  new       0.02",
        "2 of 4 layers and 403005 of 428575 parameters are trained",
      ])
    // What is new is trained, however few layers are wanted.
    let new: Set = ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"]
    #expect(try plan(model, .last(1), new: new).table(rate: 1).last?.hasPrefix("2 of 4") == true)
  }
}
