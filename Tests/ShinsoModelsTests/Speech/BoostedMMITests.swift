import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite(.serialized) struct BoostedMMITests {
  private func utterances(_ count: Int) -> [CompetingWords] {
    (0..<count).map { index in
      let isFirst = index.isMultiple(of: 2)
      let right = CompetingWords.Hypothesis(
        words: isFirst ? TinySpeech.words : [[[1]]], languageScore: -1, phoneErrors: 0)
      let others: [[[[Int]]]] = [isFirst ? [[[1]]] : TinySpeech.words, [[[2]]], [[[2, 2]]]]
      return CompetingWords(
        id: "u\(index)", TinySpeech.frames(6 + index % 3, seed: UInt64(index)),
        [right]
          + others.map {
            CompetingWords.Hypothesis(words: $0, languageScore: -1.5, phoneErrors: 2)
          })
    }
  }

  private var training: BoostedMMI {
    var training = BoostedMMI(CompetingWays.Comparison(scale: 0.5), varianceFloor: [1e-2, 1e-2])
    training.update.smoothing = 10
    return training
  }

  @Test func theObjectiveRises() {
    let utterances = utterances(40)
    var model = TinySpeech.model(MonophoneTying(TinySpeech.phones), seed: 5)
    var objectives: [Double] = []
    for _ in 0..<8 {
      let outcome = training.pass(model, utterances)
      objectives.append(outcome.objective)
      model = outcome.model
    }
    #expect(zip(objectives, objectives.dropFirst()).allSatisfy(<), "\(objectives)")
    #expect(objectives[0] < 0 && objectives[7] > objectives[0] + 0.05)
    for mixture in 0..<model.mixtures.count {
      let sum = model.mixtures.components(of: mixture).reduce(0) { $0 + model.mixtures.weights[$1] }
      #expect(abs(sum - 1) < 1e-4)
    }
    #expect(model.mixtures.variances.allSatisfy { $0 >= 1e-2 && $0.isFinite })
  }

  /// The objective from all ways through the graphs of the hypotheses.
  @Test func theObjectiveAgreesWithAllPaths() {
    let utterances = utterances(3)
    let model = TinySpeech.model(MonophoneTying(TinySpeech.phones), seed: 6)
    let scorer = MixtureScorer(model.mixtures)
    var sum = 0.0
    for utterance in utterances {
      let scores = utterance.hypotheses.map { hypothesis in
        let graph = model.graph(of: hypothesis.words)
        let scores = scorer.scores(utterance.frames, mixtures: graph.outputs)
        let paths = GraphPaths(graph, model.transitions, scores)
        return 0.5 * (paths.logLikelihood + Double(hypothesis.languageScore))
          + 0.5 * Double(hypothesis.phoneErrors)
      }
      sum += scores[0] - log(scores.reduce(0) { $0 + exp($1) })
    }
    let found = training.pass(model, utterances).objective
    #expect(abs(found - sum / 3) < 1e-3)
  }

  /// What nothing competes with stays as it is.
  @Test func nothingChangesWithoutCompetitors() {
    let model = TinySpeech.model(MonophoneTying(TinySpeech.phones), seed: 7)
    let alone = utterances(4).map { CompetingWords(id: $0.id, $0.frames, [$0.hypotheses[0]]) }
    let outcome = training.pass(model, alone)
    #expect(outcome.objective == 0)
    #expect(outcome.model.mixtures.means == model.mixtures.means)
  }
}
