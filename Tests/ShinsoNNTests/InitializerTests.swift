import Foundation
import ShinsoNN
import Testing

@Suite(.serialized) struct InitializerTests {
  private let key = RandomKey(seed: 5, counter: 0)

  /// Bound of the uniform distribution for fan-in 50 and fan-out 100.
  @Test(arguments: [
    ("fanIn", Initializer.fanIn, 1 / 50.0.squareRoot()),
    ("glorot", .glorot, (6 / 150.0).squareRoot()),
    ("caffeXavier", .caffeXavier, (3 / 50.0).squareRoot()),
    ("leCun", .leCun, 2.4 / 50), ("uniform", .uniform(0.25), 0.25),
  ])
  func uniformOnesFillTheirRange(_ name: String, _ initializer: Initializer, _ bound: Double) {
    let x = initializer.make([100, 500], 50, 100, key)
    let greatest = x.abs().max().item()
    #expect(greatest <= bound)
    #expect(greatest > 0.999 * bound)
    #expect(abs(x.mean().item()) < 0.02 * bound)
    #expect(abs(x.square().mean().item() / (bound * bound / 3) - 1) < 0.02)
  }

  @Test(arguments: [("he", Initializer.he, 50.0), ("heFanOut", .heFanOut, 100)])
  func heIsNormalWithTheVarianceForRelu(_ name: String, _ initializer: Initializer, _ fan: Double) {
    let x = initializer.make([100, 500], 50, 100, key)
    #expect(abs(x.mean().item()) < 0.003)
    #expect(abs(x.square().mean().item() / (2 / fan) - 1) < 0.02)
    #expect(x.abs().max().item() > 3 * (2 / fan).squareRoot())
  }

  @Test func constantsAreConstant() {
    #expect(Initializer.constant(0.5).make([3], 1, 1, key).scalars() == [0.5, 0.5, 0.5] as [Float])
    #expect(Initializer.zeros.make([1], 1, 1, key).item() == 0)
    #expect(Initializer.ones.make([1], 1, 1, key).item() == 1)
  }

  @Test func theSeedSettlesTheValues() {
    let before = RandomGenerator.shared.key
    defer { RandomGenerator.shared.key = before }
    func weights() -> [[Float]] {
      RandomGenerator.shared.key = key
      return Sequential(Linear(3, 4), Linear(4, 5)).parameters.map { $0.value.detached.scalars() }
    }
    let first = weights()
    #expect(weights() == first)
    #expect(first[0].prefix(12) != first[2].prefix(12))
  }
}
