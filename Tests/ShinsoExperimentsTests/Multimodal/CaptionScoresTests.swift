import ShinsoTensor
import ShinsoTraining
import Testing

@testable import ShinsoExperiments

@Suite(.serialized) struct CaptionScoresTests {
  private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  @Test func agreesWithTheClosestReference() {
    let scores = CaptionScores(references: [
      [words("a dog runs"), words("the brown dog is running")]
    ])
    #expect(scores.agreement(words("a dog runs"), picture: 0) == 1)
    // "a runs" in order of three and three words.
    #expect(abs(scores.agreement(words("a cat runs"), picture: 0) - 4.0 / 6) < 1e-12)
    #expect(scores.agreement(words("two cats"), picture: 0) == 0)
    #expect(scores.agreement([], picture: 0) == 0)
  }

  @Test func metricsHaveTheirNames() {
    let scores = CaptionScores(references: [[words("a b c d e")], [words("f g h i j")]])
    let found = scores.scores([words("a b c d e"), words("f g h i j")])
    #expect(found.map(\.metric.name) == ["bleu4", "bleu1", "bleu2", "bleu3", "cider"])
    #expect(found.prefix(4).allSatisfy { abs($0.value - 1) < 1e-12 })
    #expect(abs(found[4].value - 10) < 1e-9)
    let metric = found[0].metric
    #expect(metric.of("nearest", title: "nearest neighbor's").name == "nearestBleu4")
    #expect(metric.inLanguage("ja").name == "bleu4Ja")
  }

  @Test func levelsAreByTheScore() {
    #expect(CaptionLevel(agreement: 1, isExact: true) == .withoutErrors)
    #expect(CaptionLevel(agreement: 0.95, isExact: true) == .minorErrors)
    #expect(CaptionLevel(agreement: 0.72, isExact: false) == .withoutErrors)
    #expect(CaptionLevel(agreement: 0.5, isExact: false) == .minorErrors)
    #expect(CaptionLevel(agreement: 0.36, isExact: false) == .somewhatRelated)
    #expect(CaptionLevel(agreement: 0, isExact: false) == .unrelated)
  }

  /// By the angle, not the length.
  @Test func theNearestPictureIsFound() {
    let known = Tensor([1, 0, 0, 1, 9, 9] as [Float], shape: [3, 2])
    let asked = Tensor([0.2, 3, 5, 4.9, 0, 0] as [Float], shape: [3, 2])
    #expect(NearestCaptions(known: known, asked: asked).nearest.prefix(2) == [1, 2])
  }
}
