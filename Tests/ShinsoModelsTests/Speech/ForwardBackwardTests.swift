import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite(.serialized) struct ForwardBackwardTests {
  private let model = TinySpeech.model(MonophoneTying(TinySpeech.phones), seed: 1)

  @Test(arguments: [5, 6, 8]) func agreesWithAllPaths(frames: Int) throws {
    let graph = model.graph(of: TinySpeech.words)
    let scores = TinySpeech.scores(states: graph.outputs.count, frames: frames, seed: 2)
    let all = GraphPaths(graph, model.transitions, scores)
    #expect(all.paths.count > 1)
    let found = try #require(
      ForwardBackward(graph, model.transitions, scores, beam: .infinity))
    #expect(abs(found.logLikelihood - all.logLikelihood) < 1e-9)

    var counts = [Double](repeating: 0, count: model.phones.transitionCount)
    var posteriors = [Double](repeating: 0, count: graph.stateCount * frames)
    found.backward(&counts) { frame, state, probability in
      posteriors[frame * graph.stateCount + state] = probability
    }
    var trueCounts = [Double](repeating: 0, count: counts.count)
    var truePosteriors = [Double](repeating: 0, count: posteriors.count)
    for path in all.paths {
      let probability = all.probability(of: path)
      for (frame, state) in path.states.enumerated() {
        truePosteriors[frame * graph.stateCount + state] += probability
      }
      for transition in path.transitions { trueCounts[transition] += probability }
    }
    for (a, b) in zip(counts, trueCounts) { #expect(abs(a - b) < 1e-9) }
    // Small ones are not handed out.
    for (a, b) in zip(posteriors, truePosteriors) { #expect(abs(a - b) < 2e-6) }
  }

  @Test func viterbiFindsTheBestPath() throws {
    let graph = model.graph(of: TinySpeech.words)
    for seed in 0..<10 {
      let scores = TinySpeech.scores(
        states: graph.outputs.count, frames: 7, seed: UInt64(seed))
      let all = GraphPaths(graph, model.transitions, scores)
      let best = try #require(all.paths.max { $0.logProbability < $1.logProbability })
      let found = try #require(ViterbiAlignment(graph, model.transitions, scores))
      #expect(abs(found.logLikelihood - best.logProbability) < 1e-9)
      #expect(found.states.map(Int.init) == best.states)
    }
  }

  @Test func saysThatFramesAreTooFew() {
    let graph = model.graph(of: TinySpeech.words)
    let scores = TinySpeech.scores(states: graph.outputs.count, frames: 2, seed: 3)
    #expect(ForwardBackward(graph, model.transitions, scores, beam: .infinity) == nil)
    #expect(ViterbiAlignment(graph, model.transitions, scores) == nil)
  }

  @Test func aNarrowBeamLosesLittle() throws {
    let graph = model.graph(of: TinySpeech.words)
    let scores = TinySpeech.scores(states: graph.outputs.count, frames: 8, seed: 4)
    let whole = try #require(ForwardBackward(graph, model.transitions, scores, beam: .infinity))
    let cut = try #require(ForwardBackward(graph, model.transitions, scores, beam: 4))
    #expect(cut.logLikelihood < whole.logLikelihood)
    #expect(cut.logLikelihood > whole.logLikelihood - 1)
  }
}
