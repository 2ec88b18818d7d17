import Foundation
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining
import Testing

@testable import ShinsoExperiments

@Suite(.serialized) struct RescorerTests {
  /// What begins with 0 ends with 3, what begins with 1 with 4, after one or two words between.
  private let sentences: [[Int32]] = [[0, 2, 3], [0, 2, 2, 3], [1, 2, 4], [1, 2, 2, 4]]

  private func model(_ seed: UInt64 = 1) -> SentenceModel {
    RandomGenerator.shared.key = RandomKey(seed: seed, counter: 0)
    return SentenceModel(
      network: RecurrentLanguageModel(
        vocabulary: 6, embedding: 16, hidden: 16, layers: 1, dropout: 0),
      tokens: Array(0..<5), end: 5)
  }

  private func recognition(_ words: [Int32], score: Float, complete: Bool = true) -> Recognition {
    Recognition(
      words: words.enumerated().map { RecognizedWord(word: $1, frame: 10 * $0) }, score: score,
      isComplete: complete)
  }

  private var bigrams: BackoffModel {
    WittenBell(order: 2, wordCount: 5, sentences).model()
  }

  @Test func readsEachSentenceByItself() {
    let model = model()
    model.network.mode = .training
    let together = model.logProbabilities(of: [[0, 2, 3], [], [1, 1, 4, 2, 0]])
    #expect(together.map(\.count) == [4, 1, 6] && model.network.mode == .training)
    for (sentence, found) in zip([[0, 2, 3], [], [1, 1, 4, 2, 0]] as [[Int32]], together) {
      let inputs = ([5] + sentence).map(Int64.init)
      let logits = withoutGradients {
        logSoftmax(model.network(Tensor(inputs, shape: [inputs.count, 1])))
      }.scalars(as: Float.self)
      for (step, target) in (sentence + [5]).enumerated() {
        #expect(abs(found[step] - logits[step * 6 + Int(target)]) < 1e-5)
      }
    }
  }

  @Test func withoutAShareNothingChanges() {
    var rescorer = Rescorer(bigrams, Decoder.Settings(), model(), share: 0)
    let list = [
      recognition([0, 2, 3], score: -100), recognition([1, 2, 3], score: -101.5),
      recognition([1, 2], score: -102, complete: false),
    ]
    let same = rescorer.rescored(list)
    #expect(same.map(\.words) == list.map(\.words))
    for (a, b) in zip(same, list) { #expect(abs(a.score - b.score) < 1e-3) }
    // Weighing nothing but words, the shortest is best.
    rescorer.settings.languageWeight = 0
    rescorer.settings.wordPenalty = -1000
    #expect(rescorer.rescored(list)[0].words.count == 2)
  }

  /// Bigrams forget how a sentence began, the recurrent model does not.
  @Test func choosesWhatFitsTheBeginning() throws {
    let model = model()
    let optimizer = Adam(learningRate: 1e-2)
    for update in 0..<240 {
      let sentence = sentences[update % 4]
      let inputs = ([5] + sentence).map(Int64.init)
      let targets = (sentence + [5]).map(Int64.init)
      let loss = softmaxCrossEntropy(
        model.network(Tensor(inputs, shape: [inputs.count, 1])), Tensor(targets))
      optimizer.update(model.network, with: loss.gradients())
    }
    var rescorer = Rescorer(bigrams, Decoder.Settings(), model)
    rescorer.chooseShare(for: sentences)
    #expect(rescorer.share > 0.8)
    #expect(rescorer.perplexity(of: sentences) < 0.8 * rescorer.ngrams.perplexity(of: sentences))
    let lists = sentences.map { sentence in
      // To the search, the wrong end was a little likelier.
      let wrong = sentence.dropLast() + [sentence[sentence.count - 1] == 3 ? 4 : 3]
      return [recognition(Array(wrong), score: -99), recognition(sentence, score: -100)]
    }
    func errors(_ found: [[Int32]]) -> WordErrors {
      var errors = WordErrors()
      for (found, truth) in zip(found, sentences) {
        errors.add(found.map(String.init), truth: truth.map(String.init))
      }
      return errors
    }
    let candidates = lists.map(rescorer.candidates)
    #expect(errors(lists.map { $0[0].words.map(\.word) }).errors == 4)
    #expect(errors(candidates.map(rescorer.best)).errors == 0)
    rescorer.chooseWeights(on: candidates, errors: errors)
    #expect(rescorer.settings == rescorer.search)
  }
}
