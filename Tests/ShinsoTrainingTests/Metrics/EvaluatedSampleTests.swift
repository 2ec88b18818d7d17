import Testing

@testable import ShinsoTraining

struct EvaluatedSampleTests {
  @Test func samplesTravelBetweenRanks() {
    let outputs: [[Float]] = [[0.5, 3, -1, 2], [1, 1, 1, 1], [.nan, 0, 0, 0]]
    let samples = outputs.enumerated().map { label, logits in
      logits.withUnsafeBufferPointer { EvaluatedSample($0, label: label, guesses: 3) }
    }
    #expect(samples[0].guesses.map(\.label) == [1, 3, 0])
    #expect(samples[1].guesses.map(\.label) == [0, 1, 2])
    #expect(samples[2].guesses.isEmpty && samples[2].loss.isNaN)
    let arrived = EvaluatedSample.list(EvaluatedSample.data(samples))
    #expect(arrived.map(\.label) == [0, 1, 2])
    #expect(arrived.map(\.guesses) == samples.map(\.guesses))
    #expect(arrived.map(\.loss.bitPattern) == samples.map(\.loss.bitPattern))
    #expect(EvaluatedSample.list(EvaluatedSample.data([])).isEmpty)
  }
}
