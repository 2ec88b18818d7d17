import Foundation
import ShinsoData
import ShinsoNN
import ShinsoTensor
import ShinsoTraining
import Testing

/// Ten classes; a sample is its label.
private struct Numbers: ClassificationDataset {
  let count = 20
  var classNames: [String] { (0..<10).map(String.init) }
  var sampleShape: Shape { [1] }
  func label(_ index: Int) -> Int { index % 10 }

  func write(
    _ index: Int, into target: UnsafeMutableBufferPointer<Float>,
    using generator: inout SplitMix64
  ) {
    target[0] = Float(label(index))
  }
}

/// The right class comes at a given rank, or as NaN for label 0.
private final class Oracle: Module, Layer {
  let rank: Int
  let isBroken: Bool

  init(rank: Int, isBroken: Bool = false) {
    self.rank = rank
    self.isBroken = isBroken
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    let labels = x.scalars(as: Float.self).map { Int($0) }
    let rows = labels.map { label in
      // The class behind the label by k, around the circle, has rank k + rank.
      (0..<10).map {
        isBroken && label == 0 ? Float.nan : -Float(($0 - label + rank - 1 + 10) % 10)
      }
    }
    return Tensor(rows.flatMap { $0 }, shape: [labels.count, 10])
  }
}

@Suite(.serialized) struct EvaluationTests {
  @Test func countsRanks() throws {
    let loader = DataLoader(Numbers(), batchSize: 7)
    let result = try evaluate(Oracle(rank: 4), on: loader)
    #expect(result.accuracy == 0)
    #expect((1...5).map { result.accuracy(top: $0) } == [0, 0, 0, 1, 1])
    let more = try evaluate(Oracle(rank: 7), on: loader, guesses: 8)
    #expect(more.guessesKept == 8 && more.guesses.allSatisfy { $0.count == 8 })
    #expect([5, 6, 7, 8].map { more.accuracy(top: $0) } == [0, 0, 1, 1])
    #expect(try evaluate(Oracle(rank: 1), on: loader).accuracy == 1)
  }

  /// What a log and the choice of the best weights see.
  @Test func theScoresBeginWithTheAccuracy() throws {
    let scores = try evaluate(Oracle(rank: 4), on: DataLoader(Numbers(), batchSize: 7)).scores
    #expect(scores.samples == 20)
    #expect(scores.values.map(\.metric) == [.accuracy, .loss, .top5Accuracy, .macroF1])
    #expect(scores[.accuracy] == 0 && scores[.top5Accuracy] == 1 && scores[.macroF1] == 0)
    // -log softmax of -3 among 0, -1, ..., -9.
    let sum = (0..<10).reduce(0.0) { $0 + exp(-Double($1)) }
    #expect(abs(try #require(scores[.loss]) - (3 + log(sum))) < 1e-6)
  }

  @Test func outputsThatAreNaNAreWrong() throws {
    let loader = DataLoader(Numbers(), batchSize: 7)
    let result = try evaluate(Oracle(rank: 1, isBroken: true), on: loader)
    #expect(result.loss.isNaN)
    #expect(result.samples == 20 && result.accuracy == 0.9 && result.top5Accuracy == 0.9)
    #expect(result.predictions[0] == nil && result.predictions[1] == 1)
    #expect(result.confusion.untold == [2] + [Int](repeating: 0, count: 9))
    #expect(result.confusion.counts[0].allSatisfy { $0 == 0 })
    let first = result.confusion.scores[0]
    #expect(first.samples == 2 && first.right == 0 && first.recall == 0)
  }
}
