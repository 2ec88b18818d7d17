import ShinsoModels
import ShinsoTensor
import Testing

@Suite(.serialized) struct ExemplarNetworkTests {
  @Test func learnsToTellPicturesApart() {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let net = ExemplarNetwork(exemplars: 6)
    #expect(net.parameterCount == 4864 + 102_464 + 524_416 + 128 * 6 + 6)
    var generator = SplitMix64(seed: 2)
    let x = Tensor(
      (0..<6 * 3 * 32 * 32).map { _ in Float.random(in: -1...1, using: &generator) },
      shape: [6, 3, 32, 32])
    stopDropout(net)
    expectLowerLoss(net, x, classes: 6, Adam(learningRate: 1e-3))
  }

  /// Of each map the greatest answer in each quarter; the top layer as it is.
  @Test func featuresAreOfQuarters() {
    let net = ExemplarNetwork(exemplars: 2)
    net.mode = .evaluation
    // A dot in the quarter below on the left.
    var pixels = [Float](repeating: 0, count: 3 * 32 * 32)
    for channel in 0..<3 { pixels[channel * 1024 + 24 * 32 + 6] = 5 }
    let parts = withoutGradients { net.features(Tensor(pixels, shape: [1, 3, 32, 32])) }
    #expect(parts.map(\.shape) == ExemplarNetwork.featureCounts.map { [1, $0] })
    let features = parts.flatMap { $0.scalars(as: Float.self) }
    for map in 0..<64 {
      let quarters = features[4 * map..<4 * map + 4].map { $0 }
      #expect(quarters[0] == 0 && quarters[1] == 0 && quarters[3] == 0, "\(map): \(quarters)")
    }
    #expect((0..<64).contains { features[4 * $0 + 2] > 0 })
    #expect(features[512...].contains { $0 > 0 })
  }
}
