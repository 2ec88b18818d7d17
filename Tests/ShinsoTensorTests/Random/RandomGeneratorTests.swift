import ShinsoTensor
import Testing

@Suite struct RandomGeneratorTests {
  @Test func keysDifferAndCanBeSetBack() {
    let generator = RandomGenerator(seed: 3)
    let first = generator.next()
    #expect(first == RandomKey(seed: 3, counter: 0))
    let second = generator.next()
    #expect(second != first)
    generator.key = second
    #expect(generator.next() == second)
  }

  /// The generator's published test vector for seed 1234567.
  @Test func splitMix64KnowsItsNumbers() {
    var random = SplitMix64(seed: 1_234_567)
    let numbers = (0..<3).map { _ in random.next() }
    #expect(
      numbers == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
  }

  @Test func streamsDiffer() {
    var streams = [SplitMix64(1, 2, 3), SplitMix64(1, 3, 2), SplitMix64(1, 2), SplitMix64(2, 2, 3)]
    let first = streams.indices.map { streams[$0].next() }
    #expect(Set(first).count == 4)
    var again = SplitMix64(1, 2, 3)
    #expect(again.next() == first[0])
  }
}
