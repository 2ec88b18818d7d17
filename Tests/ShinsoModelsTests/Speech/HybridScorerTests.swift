import Foundation
import ShinsoNN
import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite(.serialized) struct HybridScorerTests {
  @Test func splicesFramesAndRepeatsTheEnds() {
    let rows: [Float] = [1, 2, 3, 4, 5, 6]
    let splicing = FrameSplicing(context: 1)
    var found = [Float](repeating: 0, count: 6)
    let expected: [[Float]] = [[1, 2, 1, 2, 3, 4], [1, 2, 3, 4, 5, 6], [3, 4, 5, 6, 5, 6]]
    for frame in 0..<3 {
      rows.withUnsafeBufferPointer { rows in
        found.withUnsafeMutableBufferPointer {
          splicing.write(frame, of: rows, width: 2, into: $0)
        }
      }
      #expect(found == expected[frame])
    }
  }

  /// log p(state | frame) - log p(state).
  @Test func dividesPosteriorsByPriors() {
    let network = Linear(6, 3)
    let frames = TinySpeech.frames(4, seed: 3)
    let priors = HybridScorer.logPriors([5, 0, 15])
    let scorer = HybridScorer(network, logPriors: priors, FrameSplicing(context: 1))
    let found = scorer.scores(frames, states: [2, 0])
    #expect(found.frameCount == 4)
    let weights: [Float] = network.weight.tensor.scalars()
    let biases: [Float] = network.bias?.tensor.scalars() ?? []
    for t in 0..<4 {
      let x = [max(t - 1, 0), t, min(t + 1, 3)].flatMap { Array(frames.rows[2 * $0..<2 * $0 + 2]) }
      let logits = (0..<3).map { state in
        Double(biases[state]) + (0..<6).reduce(0) { $0 + Double(weights[6 * state + $1] * x[$1]) }
      }
      let total = logits.reduce(0) { $0 + exp($1) }
      for (row, state) in [2, 0].enumerated() {
        let expected = logits[state] - log(total) - log([5.0, 1, 15][state] / 21)
        #expect(abs(Double(found[row, t]) - expected) < 1e-4)
      }
    }
  }

  @Test func alignsPhonesAndStates() throws {
    let model = TinySpeech.model(MonophoneTying(TinySpeech.phones), seed: 8)
    let frames = TinySpeech.frames(9, seed: 4)
    let scorer = MixtureScorer(model.mixtures)
    let phones = try #require(model.alignedPhones(frames, words: TinySpeech.words, scorer))
    #expect(phones[0].start == 0 && phones.last?.end == 9)
    #expect(zip(phones, phones.dropFirst()).allSatisfy { $0.end == $1.start })
    #expect(phones.compactMap(\.word) == phones.compactMap(\.word).sorted())
    let graph = model.graph(of: TinySpeech.words)
    let states = try #require(
      model.alignedStates(graph, scorer.scores(frames, states: graph.outputs)))
    let tied = phones.flatMap { phone in
      states[phone.start..<phone.end].map { state in
        model.tying.states(of: PhoneContext(left: 0, phone: phone.phone, right: 0)).contains(state)
      }
    }
    #expect(tied.count == 9 && tied.allSatisfy(\.self))
    let few = scorer.scores(TinySpeech.frames(2, seed: 4), states: graph.outputs)
    #expect(model.alignedStates(graph, few) == nil)
  }
}
