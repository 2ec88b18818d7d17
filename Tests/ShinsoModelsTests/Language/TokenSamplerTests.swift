import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite struct TokenSamplerTests {
  private func logits(_ probabilities: [Double]) -> [Float] {
    probabilities.map { Float(Foundation.log($0)) }
  }

  /// How often each token comes in `draws`.
  private func counts(
    _ sampler: TokenSampler, _ logits: [Float], draws: Int = 20_000
  ) throws -> [Int] {
    var sampler = sampler
    var counts = [Int](repeating: 0, count: logits.count)
    for _ in 0..<draws { counts[try sampler.next(logits)] += 1 }
    return counts
  }

  /// Pearson's statistic; with four degrees of freedom, one in a thousand is above 18.5.
  private func chiSquare(_ counts: [Int], _ probabilities: [Double]) -> Double {
    let draws = Double(counts.reduce(0, +))
    return zip(counts, probabilities).reduce(0) { sum, pair in
      let expected = draws * pair.1
      return sum + (Double(pair.0) - expected) * (Double(pair.0) - expected) / expected
    }
  }

  private let probabilities = [0.05, 0.4, 0.1, 0.3, 0.15]

  @Test(arguments: 1...4) func drawsFromTheDistribution(_ seed: UInt64) throws {
    let found = try counts(TokenSampler(seed: seed), logits(probabilities))
    #expect(chiSquare(found, probabilities) < 18.5)
    // The test would notice a wrong distribution.
    #expect(chiSquare(found, [0.07, 0.38, 0.1, 0.3, 0.15]) > 18.5)
  }

  @Test(arguments: [0.5, 2]) func temperatureSharpensOrFlattens(_ temperature: Double) throws {
    let powers = probabilities.map { pow($0, 1 / temperature) }
    let total = powers.reduce(0, +)
    let found = try counts(
      TokenSampler(temperature: temperature, seed: 1), logits(probabilities))
    #expect(chiSquare(found, powers.map { $0 / total }) < 18.5)
  }

  @Test func temperatureZeroTakesTheFirstOfTheGreatest() throws {
    var sampler = TokenSampler(temperature: 0, excluding: [0], seed: 1)
    #expect(try sampler.next([9, 1, 3, 3, 2]) == 2)
    #expect(try sampler.next([9, -.infinity, -5, -4, -6]) == 3)
  }

  @Test func topKKeepsKTokensAndOfEqualOnesTheFirst() throws {
    #expect(try tokens(topK: 2, [1, 3, 2, 3, 3]) == [1, 3])
    #expect(try tokens(topK: 4, [1, 3, 2, 3, 3]) == [1, 3, 4, 2])
    #expect(try tokens(topK: 9, [1, 3]) == [1, 0])
    let found = try counts(TokenSampler(topK: 2, seed: 3), logits(probabilities))
    #expect(found[0] + found[2] + found[4] == 0)
    #expect(abs(Double(found[1]) / 20_000 - 0.4 / 0.7) < 0.015)
  }

  /// Four equal tokens have a probability of exactly one quarter each.
  @Test func topPKeepsTheShortestHeadThatReachesIt() throws {
    let equal: [Float] = [2, 2, 2, 2]
    #expect(try tokens(topP: 0.5, equal) == [0, 1])
    #expect(try tokens(topP: 0.5.nextUp, equal) == [0, 1, 2])
    #expect(try tokens(topP: 0.5.nextDown, equal) == [0, 1])
    #expect(try tokens(topP: 1, equal) == [0, 1, 2, 3])
    #expect(try tokens(topP: 1e-9, equal) == [0])
    // Which of them reach 0.8: 0.4 + 0.3 + 0.15.
    #expect(try tokens(topP: 0.8, logits(probabilities)) == [1, 3, 4])
    let found = try counts(TokenSampler(topP: 0.6, seed: 3), logits(probabilities))
    #expect(found[0] + found[2] + found[4] == 0)
    #expect(abs(Double(found[1]) / 20_000 - 0.4 / 0.7) < 0.015)
  }

  /// The nucleus is measured among what top-k has kept, at the temperature.
  @Test func topPFollowsTopKAndTemperature() throws {
    #expect(try tokens(topK: 2, topP: 0.55, logits(probabilities)) == [1])
    #expect(try tokens(topK: 2, topP: 0.6, logits(probabilities)) == [1, 3])
    let sampler = TokenSampler(temperature: 0.1, topP: 0.9, seed: 1)
    #expect(try sampler.choices(logits(probabilities)).map(\.token) == [1])
  }

  @Test func neverChoosesWhatIsExcluded() throws {
    let sampler = TokenSampler(excluding: [1, 3], seed: 2)
    let found = try counts(sampler, logits(probabilities), draws: 3000)
    #expect(found[1] == 0 && found[3] == 0 && found[0] > 0 && found[2] > 0 && found[4] > 0)
    #expect(try sampler.choices([0, 5, 0, 5]).map(\.probability) == [0.5, 0.5])
  }

  @Test func theSeedFixesTheTokens() throws {
    func draw(_ seed: UInt64) throws -> [Int] {
      var sampler = TokenSampler(seed: seed)
      return try (0..<12).map { _ in try sampler.next([0, 1, 2, 3, 2, 1, 0, 1]) }
    }
    #expect(try draw(7) == draw(7))
    #expect(try draw(7) != draw(8))
    // Written down so that a new generator or another order of the draw is noticed.
    #expect(try draw(1) == [2, 4, 0, 3, 3, 4, 5, 2, 3, 1, 3, 2])
  }

  @Test func refusesWhatIsNoDistribution() {
    func problem(_ logits: [Float], excluding: Set<Int> = []) -> String? {
      var sampler = TokenSampler(excluding: excluding, seed: 1)
      do throws(InputError) {
        _ = try sampler.next(logits)
        return nil
      } catch { return error.description }
    }
    #expect(problem([1, .nan]) == "model: gives predictions that are not finite numbers")
    #expect(problem([1, .infinity]) == "model: gives predictions that are not finite numbers")
    #expect(problem([1, -.infinity]) == nil)
    #expect(problem([1, -.infinity], excluding: [0]) == "model: has no token that may be chosen")
  }

  private func tokens(topK: Int? = nil, topP: Double? = nil, _ logits: [Float]) throws -> [Int] {
    try TokenSampler(topK: topK, topP: topP, seed: 1).choices(logits).map(\.token)
  }
}
