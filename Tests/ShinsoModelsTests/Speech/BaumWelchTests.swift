import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite(.serialized) struct BaumWelchTests {
  private let training = BaumWelch(varianceFloor: [1e-3, 1e-3])

  private func utterances(_ count: Int) -> [TrainingUtterance] {
    (0..<count).map { index in
      TrainingUtterance(
        id: "u\(index)", TinySpeech.frames(6 + index % 3, seed: UInt64(index)),
        words: index.isMultiple(of: 2) ? TinySpeech.words : [[[1]]])
    }
  }

  @Test func likelihoodNeverFalls() {
    let utterances = utterances(12)
    var model = TinySpeech.model(MonophoneTying(TinySpeech.phones), seed: 5)
    let graphs = utterances.map { model.graph(of: $0.words) }
    var last = -Double.infinity
    var first = 0.0
    for pass in 0..<20 {
      let outcome = training.pass(model, utterances, graphs)
      #expect(outcome.logLikelihood >= last - 1e-6, "pass \(pass)")
      if pass == 0 { first = outcome.logLikelihood }
      last = outcome.logLikelihood
      model = outcome.model
      #expect(outcome.unused.isEmpty)
    }
    #expect(last > first + 0.1)
  }

  /// The means, variances, weights and transitions of one pass, from all ways through the graph.
  @Test func aPassAgreesWithAllPaths() throws {
    let utterance = utterances(1)[0]
    let model = TinySpeech.model(MonophoneTying(TinySpeech.phones), seed: 6)
    let graph = model.graph(of: utterance.words)
    let scores = MixtureScorer(model.mixtures).scores(utterance.frames, mixtures: graph.outputs)
    let all = GraphPaths(graph, model.transitions, scores)
    var occupancies = [Double](repeating: 0, count: model.mixtures.componentCount)
    var sums = [Double](repeating: 0, count: occupancies.count * 2)
    var squares = sums
    for path in all.paths {
      for (frame, state) in path.states.enumerated() {
        let mixture = Int(graph.outputs[Int(graph.states[state].output)])
        let x = utterance.frames.rows[frame * 2..<frame * 2 + 2].map(Double.init)
        let densities = model.mixtures.components(of: mixture).map { component in
          (0..<2).reduce(Double(model.mixtures.weights[component])) { product, d in
            let variance = Double(model.mixtures.variances[component * 2 + d])
            let distance = x[d] - Double(model.mixtures.means[component * 2 + d])
            return product * exp(-0.5 * distance * distance / variance)
              / (2 * .pi * variance).squareRoot()
          }
        }
        for (component, density) in zip(model.mixtures.components(of: mixture), densities) {
          let share = all.probability(of: path) * density / densities.reduce(0, +)
          occupancies[component] += share
          for d in 0..<2 {
            sums[component * 2 + d] += share * x[d]
            squares[component * 2 + d] += share * x[d] * x[d]
          }
        }
      }
    }
    let scorer = MixtureScorer(model.mixtures)
    var statistics = MixtureStatistics(model.mixtures)
    var counts = [Double](repeating: 0, count: model.phones.transitionCount)
    let pass = try #require(ForwardBackward(graph, model.transitions, scores, beam: .infinity))
    var posteriors: [(frame: Int, mixture: Int32, probability: Float)] = []
    pass.backward(&counts) { frame, state, probability in
      posteriors.append(
        (frame, graph.outputs[Int(graph.states[state].output)], Float(probability)))
    }
    statistics.add(utterance.frames, posteriors, scorer)
    let found = statistics.maximized(model.mixtures, floor: [1e-6, 1e-6], fewestFrames: 0.01)
    for component in occupancies.indices where occupancies[component] > 0.01 {
      for d in 0..<2 {
        let place = component * 2 + d
        let mean = sums[place] / occupancies[component]
        let variance = squares[place] / occupancies[component] - mean * mean
        #expect(abs(Double(found.means[place]) - mean) < 1e-3)
        #expect(abs(Double(found.variances[place]) - max(variance, 1e-6)) < 1e-3)
      }
    }
  }

  @Test func namesUtterancesThatAreTooShort() {
    var utterances = utterances(3)
    utterances.append(
      TrainingUtterance(id: "short", TinySpeech.frames(2, seed: 9), words: TinySpeech.words))
    let model = TinySpeech.model(MonophoneTying(TinySpeech.phones), seed: 7)
    let outcome = training.pass(model, utterances, utterances.map { model.graph(of: $0.words) })
    #expect(outcome.unused == ["short"])
  }
}
