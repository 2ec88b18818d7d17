import Foundation
import Testing

@testable import ShinsoTraining

@Suite struct ScoresTests {
  private let errors = Metric("errors", .lower, .number(digits: 0), reduction: .sum)

  @Test func meansAreOfTheSamples() {
    var scores = Scores(samples: 2, [.accuracy: 1])
    scores.add(Scores(samples: 6, [.accuracy: 0.5]))
    #expect(scores.samples == 8 && scores[.accuracy] == 0.625)
    // Of tokens, where each sample has several.
    scores.add(.loss, 1, weight: 30)
    scores.add(.loss, 4, weight: 10)
    #expect(scores[.loss] == 1.75 && scores.samples == 8)
    #expect(Scores()[.loss] == nil && Scores().isEmpty && !scores.isEmpty)
  }

  /// e to the mean, not the mean of the powers.
  @Test func perplexityAndBitsComeOfTheMeanLoss() throws {
    var scores = Scores()
    for metric in [Metric.perplexity, .bitsPerCharacter] {
      scores.add(metric, log(8), weight: 1)
      scores.add(metric, log(2), weight: 3)
    }
    let mean = (log(8.0) + 3 * log(2.0)) / 4
    #expect(abs(try #require(scores[.perplexity]) - exp(mean)) < 1e-12)
    #expect(abs(try #require(scores[.bitsPerCharacter]) - 1.5) < 1e-12)
  }

  @Test func sumsAreSums() {
    var scores = Scores(samples: 5, [errors: 3])
    scores.add(Scores(samples: 9, [errors: 4]))
    scores.add(errors, 10, weight: 100)
    #expect(scores[errors] == 17)
  }

  @Test func keepTheirOrder() {
    let a = Scores(samples: 1, [.perplexity: 1, .accuracy: 1])
    let b = Scores(samples: 1, [.loss: 1, .accuracy: 0])
    #expect((a + b).values.map(\.metric) == [.perplexity, .accuracy, .loss])
    #expect((b + a).values.map(\.metric) == [.loss, .accuracy, .perplexity])
    let with = a.with(loss: 2)
    #expect(with.values.map(\.metric) == [.loss, .perplexity, .accuracy])
    #expect(with[.loss] == 2 && with.samples == 1)
  }

  @Test func theFirstMetricDecidesAndThenTheNext() {
    func scores(_ accuracy: Double, _ loss: Double) -> Scores {
      Scores(samples: 4, [.accuracy: accuracy, .loss: loss])
    }
    #expect(scores(0.9, 5).isBetter(than: scores(0.8, 1)))
    #expect(!scores(0.8, 1).isBetter(than: scores(0.9, 5)))
    #expect(scores(0.9, 1).isBetter(than: scores(0.9, 2)))
    #expect(!scores(0.9, 2).isBetter(than: scores(0.9, 1)))
    #expect(!scores(0.9, 1).isBetter(than: scores(0.9, 1)))
    #expect(!scores(.nan, 1).isBetter(than: scores(0.1, 2)))
    // In another order, another one decides.
    let loss = Scores(samples: 4, [.loss: 1, .accuracy: 0.8])
    #expect(loss.isBetter(than: scores(0.9, 5)))
    #expect(!Scores().isBetter(than: loss) && !loss.isBetter(than: Scores()))
  }

  @Test(arguments: [0.1 + 0.2, -0.0, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, 1e308])
  func aLineOfJSONKeepsEveryBit(value: Double) throws {
    var scores = Scores(samples: 3, [.accuracy: 1.0 / 3, errors: 2])
    scores.add(.loss, value, weight: 1)
    #expect(!scores.json.contains("\n"))
    let read = try #require(Scores(json: scores.json))
    func bits(_ scores: Scores) -> [UInt64] {
      scores.entries.flatMap { [$0.sum.bitPattern, $0.weight.bitPattern] }
    }
    #expect(read.values.map(\.metric) == scores.values.map(\.metric))
    #expect(bits(read) == bits(scores) && read.samples == scores.samples)
    #expect(scores.areFinite == value.isFinite)
    // Going on with either is the same.
    #expect(bits(read + scores) == bits(scores + scores))
    for damaged in ["", "{}", "[]", String(scores.json.dropLast())] {
      #expect(Scores(json: damaged) == nil)
    }
  }

  @Test func asOneReadsThem() {
    let scores = Scores(samples: 100, [.accuracy: 0.971, .loss: 0.0934, .macroF1: 0.9])
    #expect(scores.text("test") == "test accuracy 97.10%, test loss 0.0934")
    #expect(Scores(samples: 1, [.loss: 2]).text("train") == "train loss 2.0000")
  }
}
