import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite(.serialized) struct GaussianMixturesTests {
  /// Three mixtures of 1, 3 and 2 components in 5 dimensions.
  private let mixtures: GaussianMixtures = {
    var generator = SplitMix64(seed: 3)
    return GaussianMixtures(
      width: 5, starts: [0, 1, 4, 6], weights: [1, 0.2, 0.3, 0.5, 0.9, 0.1],
      means: (0..<30).map { _ in Float(4 * generator.unit() - 2) },
      variances: (0..<30).map { _ in Float(0.1 + 2 * generator.unit()) })
  }()

  private func frames(_ count: Int) -> FrameMatrix {
    var generator = SplitMix64(seed: 4)
    return FrameMatrix(
      (0..<count * 5).map { _ in Float(4 * generator.unit() - 2) }, width: 5)
  }

  private func density(_ component: Int, _ x: ArraySlice<Float>) -> Double {
    zip(0..<5, x).reduce(Double(mixtures.weights[component])) { product, pair in
      let variance = Double(mixtures.variances[component * 5 + pair.0])
      let distance = Double(pair.1 - mixtures.means[component * 5 + pair.0])
      return product * exp(-0.5 * distance * distance / variance)
        / (2 * .pi * variance).squareRoot()
    }
  }

  @Test(arguments: [1, 31, 32, 33, 100]) func densities(count: Int) {
    let frames = frames(count)
    let scores = MixtureScorer(mixtures).scores(frames, mixtures: [2, 0, 1])
    for t in 0..<count {
      let x = frames.rows[t * 5..<(t + 1) * 5]
      for (row, mixture) in [2, 0, 1].enumerated() {
        let sum = mixtures.components(of: mixture).reduce(0.0) { $0 + density($1, x) }
        #expect(abs(Double(scores[row, t]) - log(sum)) < 1e-4)
      }
    }
  }

  @Test func statisticsAndNewParameters() {
    let frames = frames(40)
    var statistics = MixtureStatistics(mixtures)
    let posteriors = (0..<40).map { (frame: $0, mixture: Int32(1), probability: Float(0.5)) }
    statistics.add(frames, posteriors, MixtureScorer(mixtures))
    #expect(abs(statistics.mixtureOccupancies[1] - 20) < 1e-4)
    #expect(statistics.mixtureOccupancies[0] == 0)
    let found = statistics.maximized(mixtures, floor: [Float](repeating: 0.01, count: 5))
    #expect(Array(found.means[0..<5]) == Array(mixtures.means[0..<5]))
    for component in 1..<4 {
      let shares = (0..<40).map { t -> Double in
        let x = frames.rows[t * 5..<(t + 1) * 5]
        let sum = (1..<4).reduce(0.0) { $0 + density($1, x) }
        return density(component, x) / sum / 2
      }
      let occupancy = shares.reduce(0, +)
      guard occupancy > 5 else { continue }
      #expect(abs(Double(found.weights[component]) - occupancy / 20) < 1e-4)
      for d in 0..<5 {
        let mean = (0..<40).reduce(0.0) { $0 + shares[$1] * Double(frames.rows[$1 * 5 + d]) }
        #expect(abs(Double(found.means[component * 5 + d]) - mean / occupancy) < 1e-4)
      }
    }
  }

  @Test func divisionKeepsWeightsAndGivesMoreToMixturesWithMoreFrames() {
    let divided = mixtures.divided(into: 20, occupancies: [10_000, 1000, 1000])
    #expect(divided.componentCount == 20)
    #expect(divided.components(of: 0).count > divided.components(of: 1).count)
    for mixture in 0..<3 {
      let sum = divided.components(of: mixture).reduce(0) { $0 + divided.weights[$1] }
      #expect(abs(sum - 1) < 1e-5)
    }
    // Too few frames for more.
    #expect(mixtures.divided(into: 20, occupancies: [10, 10, 10]).componentCount == 6)
  }
}
