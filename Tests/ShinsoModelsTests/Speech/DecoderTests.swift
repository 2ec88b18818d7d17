import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite(.serialized) struct DecoderTests {
  private let words: [[[Int]]] = [[[1, 2]], [[2], [2, 2]], [[1]]]
  private let language = WittenBell(order: 2, wordCount: 3, [[0, 1], [2, 1, 1], [0]]).model()

  private func settings(weight: Float, penalty: Float) -> Decoder.Settings {
    var settings = Decoder.Settings()
    settings.languageWeight = weight
    settings.wordPenalty = penalty
    settings.beam = 1e6
    return settings
  }

  /// Of all ways through the graph, with the language model's part added to each.
  @Test(arguments: 0..<12) func findsTheBestOfAllPaths(seed: Int) throws {
    let model = TinySpeech.model(MonophoneTying(TinySpeech.phones), seed: 1)
    let graph = model.graph(ofAll: words)
    let scores = TinySpeech.scores(
      states: graph.outputs.count, frames: 6, seed: UInt64(seed))
    let settings = settings(weight: 0.5 + Float(seed) / 4, penalty: Float(seed) / 5 - 1)
    var best: (score: Double, words: [Int32]) = (-.infinity, [])
    for path in GraphPaths(graph, model.transitions, scores).paths {
      let score = path.score(language, settings)
      if score > best.score { best = (score, path.labels) }
    }
    let found = try #require(
      Decoder(graph, model.transitions).recognize(scores, language, settings))
    #expect(found.isComplete)
    #expect(abs(Double(found.score) - best.score) < 1e-4)
    #expect(found.words.map(\.word) == best.words)
    #expect(found.words.map(\.frame) == found.words.map(\.frame).sorted())
  }

  @Test func beamAndHistogramKeepSomething() throws {
    let model = TinySpeech.model(MonophoneTying(TinySpeech.phones), seed: 1)
    let graph = model.graph(ofAll: words)
    let scores = TinySpeech.scores(states: graph.outputs.count, frames: 30, seed: 5)
    var settings = settings(weight: 1, penalty: 0)
    let whole = try #require(
      Decoder(graph, model.transitions).recognize(scores, language, settings))
    settings.beam = 10
    settings.mostTokens = 8
    let pruned = try #require(
      Decoder(graph, model.transitions).recognize(scores, language, settings))
    #expect(pruned.score <= whole.score)
    #expect(pruned.score > whole.score - 20)
  }
}
