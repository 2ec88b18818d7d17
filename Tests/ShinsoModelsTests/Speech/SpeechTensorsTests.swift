import ShinsoTensor
import Testing

@testable import ShinsoModels

/// What files hold of recognizers.
@Suite(.serialized) struct SpeechTensorsTests {
  private let model = WittenBell(order: 3, wordCount: 3, [[0, 1, 2], [0, 1], [2, 2, 0]]).model()

  @Test func languageModelsComeBack() throws {
    let again = try BackoffModel(model.tensors, wordCount: 3, from: "model")
    #expect(again.ngrams == model.ngrams && again.order == 3)
    let sentences: [[Int32]] = [[0, 1, 2], [1, 1, 0]]
    #expect(again.perplexity(of: sentences) == model.perplexity(of: sentences))
  }

  @Test func otherLanguageModelsAreRefused() {
    #expect(throws: InputError.self) {
      try BackoffModel(model.tensors, wordCount: 1, from: "model")
    }
    #expect(throws: InputError.self) {
      try BackoffModel([model.tensors[0]], wordCount: 3, from: "model")
    }
  }

  @Test func treesFitTheirPhonesAlone() {
    let tree = DecisionTree(
      nodes: [
        .init(side: .left, question: [true, false], yes: 1, no: 2), .init(state: 0),
        .init(state: 1), .init(state: 2),
      ], roots: [[3], [0]], stateCount: 3)
    let phones = PhoneSet(names: ["SIL", "A"], topologies: [.leftToRight(1), .leftToRight(1)])
    #expect(tree.fits(phones))
    #expect(!tree.fits(PhoneSet(names: ["SIL"], topologies: [.leftToRight(1)])))
    let cycle = DecisionTree(
      nodes: [.init(side: .left, question: [true, false], yes: 0, no: 1), .init(state: 0)],
      roots: [[1], [0]], stateCount: 1)
    #expect(!cycle.fits(phones))
    let missing = DecisionTree(
      nodes: [.init(state: 0), .init(state: 5)], roots: [[0], [1]], stateCount: 2)
    #expect(!missing.fits(phones))
  }
}
