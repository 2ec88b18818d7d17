import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite(.serialized) struct CompetingWaysTests {
  private let model = TinySpeech.model(MonophoneTying(TinySpeech.phones), seed: 5)
  private let comparison = CompetingWays.Comparison(scale: 0.5)

  private func utterance(frames: Int) -> CompetingWords {
    let hypotheses = [(TinySpeech.words, 0), ([[[1]]], 2), ([[[2, 2]]], 1)].map {
      CompetingWords.Hypothesis(words: $0, languageScore: -1, phoneErrors: $1)
    }
    return CompetingWords(id: "u", TinySpeech.frames(frames, seed: 3), hypotheses)
  }

  /// With given scores of all tied states.
  private func ways(_ utterance: CompetingWords, _ scores: [[Float]]) -> CompetingWays? {
    CompetingWays(utterance, model, comparison) { outputs in
      StateScores(
        outputs.flatMap { scores[Int($0)] }, frameCount: utterance.frames.count,
        stride: utterance.frames.count)
    }
  }

  /// By which a network learns: how the objective changes with what it says of each frame.
  @Test func differencesAreTheGradientOfTheObjective() throws {
    let utterance = utterance(frames: 8)
    var generator = SplitMix64(seed: 2)
    let scores = (0..<model.tying.stateCount).map { _ in
      (0..<8).map { _ in Float(-3 * generator.unit()) }
    }
    let found = try #require(ways(utterance, scores)).differences
    let byPlace = Dictionary(
      uniqueKeysWithValues: found.map { ("\($0.frame) \($0.state)", $0.value) })
    #expect(byPlace.values.contains { abs($0) > 0.05 })
    for state in scores.indices {
      for frame in 0..<8 {
        func objective(_ change: Float) throws -> Double {
          var scores = scores
          scores[state][frame] += change
          return try #require(ways(utterance, scores)).objective
        }
        let slope = try (objective(0.01) - objective(-0.01)) / 0.02
        let expected = Double(comparison.scale) * (byPlace["\(frame) \(state)"] ?? 0)
        #expect(abs(slope - expected) < 1e-3)
      }
    }
  }

  @Test func framesThatAreTooFewTeachNothing() {
    let scores = [[Float]](repeating: [0, 0], count: model.tying.stateCount)
    #expect(ways(utterance(frames: 2), scores) == nil)
  }
}
