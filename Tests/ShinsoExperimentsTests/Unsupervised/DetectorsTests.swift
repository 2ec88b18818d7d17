import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct DetectorsTests {
  /// Three classes; unit 0 is high for class 1 alone, unit 1 low for class 2, unit 2 is noise.
  @Test func findsTheUnitOfAClass() throws {
    var generator = SplitMix64(seed: 1)
    let labels = (0..<300).map { $0 % 3 }
    let rows = labels.flatMap { label -> [Float] in
      func noise() -> Float { .random(in: 0...1, using: &generator) }
      return [label == 1 ? 2 + noise() : noise(), label == 2 ? noise() : 2 + noise(), noise()]
    }
    let detectors = Detectors(
      Tensor(rows, shape: [300, 3]), labels: labels, classCount: 3)
    let first = try #require(detectors.best(for: 1))
    #expect(first.unit == 0 && first.isAbove && first.accuracy == 1, "\(first)")
    #expect((1...2).contains(first.threshold))
    let second = try #require(detectors.best(for: 2))
    #expect(second.unit == 1 && !second.isAbove && second.accuracy == 1, "\(second)")
    #expect(detectors.greatestAccuracy(for: 2) == 1)
    // No unit tells class 0 by one threshold.
    let other = try #require(detectors.best(for: 0))
    #expect(other.accuracy < 0.9)
  }

  /// The half that chooses may find a unit by chance; the other half does not confirm it.
  @Test func scoresOnTheOtherHalf() throws {
    let labels = (0..<40).map { $0 / 20 }
    let halves = Detectors.halves(labels, classCount: 2)
    #expect(halves.prefix(4) == [0, 1, 0, 1] && halves.reduce(0, +) == 20)
    let values = zip(labels, halves).map { label, half in Float(half == 0 ? label : 1 - label) }
    let detectors = Detectors(
      Tensor(values, shape: [40, 1]), labels: labels, classCount: 2)
    let best = try #require(detectors.best(for: 1))
    #expect(best.chosen == 1 && best.accuracy == 0)
  }

  @Test func constantsTellNothing() throws {
    let detectors = Detectors(
      Tensor([Float](repeating: 3, count: 8), shape: [8, 1]), labels: [0, 0, 0, 0, 1, 1, 1, 1],
      classCount: 2)
    #expect(try #require(detectors.best(for: 0)).accuracy == 0.5)
  }
}
