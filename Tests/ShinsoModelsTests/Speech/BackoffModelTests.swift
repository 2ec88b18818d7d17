import Foundation
import Testing

@testable import ShinsoModels

@Suite struct BackoffModelTests {
  private let sentences: [[Int32]] = [[0, 1, 2], [0, 1], [2, 2, 0]]

  @Test(arguments: [1, 2, 3]) func probabilitiesSumToOne(order: Int) {
    let model = WittenBell(order: order, wordCount: 5, sentences).model()
    #expect(model.order == order)
    var states = [model.start]
    for word in 0..<Int32(5) {
      for before in states.prefix(3) { states.append(model.next(word, after: before).state) }
    }
    for state in Set(states) {
      let sum = (0...Int32(5)).reduce(0.0) {
        $0 + exp(Double(model.next($1, after: state).logProbability))
      }
      #expect(abs(sum - 1) < 1e-5)
    }
  }

  /// After 0 came 1 twice and the end once: of 3 tokens 2 kinds. 1 makes up 2 of 11 tokens, of which
  /// there are 4 kinds.
  @Test func wittenBellByHand() {
    let model = WittenBell(order: 2, wordCount: 5, sentences).model()
    let unigram = (2 + 4 / 6.0) / 15
    let after0 = model.next(0, after: model.start).state
    let found = exp(Double(model.next(1, after: after0).logProbability))
    #expect(abs(found - (2 + 2 * unigram) / 5) < 1e-6)
    // Word 4 was never seen.
    let unseen = exp(Double(model.next(4, after: after0).logProbability))
    #expect(abs(unseen - 2 / 5.0 * (4 / 6.0) / 15) < 1e-6)
  }

  @Test func longerModelsKnowMore() {
    let perplexities = (1...3).map {
      WittenBell(order: $0, wordCount: 5, sentences).model().perplexity(of: sentences)
    }
    #expect(perplexities[1] < perplexities[0] && perplexities[2] < perplexities[1])
  }

  @Test func aWordOutsideIsImpossible() {
    let model = WittenBell(order: 2, wordCount: 5, sentences).model()
    #expect(model.next(17, after: model.start).logProbability == -.infinity)
  }
}
