import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite(.serialized) struct DecoderListTests {
  private let words: [[[Int]]] = [[[1, 2]], [[2], [2, 2]], [[1]]]
  private let language = WittenBell(order: 2, wordCount: 3, [[0, 1], [2, 1, 1], [0]]).model()

  /// Each sequence of words with the best of all its ways through the graph.
  @Test(arguments: 0..<6) func findsTheBestSequencesOfAllPaths(seed: Int) throws {
    let model = TinySpeech.model(MonophoneTying(TinySpeech.phones), seed: 1)
    let graph = model.graph(ofAll: words)
    let scores = TinySpeech.scores(states: graph.outputs.count, frames: 6, seed: UInt64(seed))
    var settings = Decoder.Settings()
    (settings.languageWeight, settings.wordPenalty) = (0.5 + Float(seed) / 4, Float(seed) / 5 - 1)
    (settings.beam, settings.mostTokens) = (1e6, 1_000_000)
    var best: [[Int32]: Double] = [:]
    for path in GraphPaths(graph, model.transitions, scores).paths {
      let score = path.score(language, settings)
      best[path.labels] = max(best[path.labels] ?? -.infinity, score)
    }
    let all = best.filter { $0.value > -.infinity }
    let found = Decoder(graph, model.transitions)
      .recognitions(scores, language, settings, count: 1000)
    #expect(found.count == all.count && found.count > 5)
    for recognition in found {
      let score = try #require(all[recognition.words.map(\.word)])
      #expect(abs(Double(recognition.score) - score) < 1e-3)
    }
    #expect(found.map(\.score) == found.map(\.score).sorted(by: >))
    let few = Decoder(graph, model.transitions).recognitions(scores, language, settings, count: 3)
    #expect(few.map(\.score) == found.prefix(3).map(\.score))
  }
}
