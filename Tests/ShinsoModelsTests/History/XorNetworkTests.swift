import ShinsoModels
import Testing

@Suite(.serialized) struct XorNetworkTests {
  private func trained(hidden: Int, seed: UInt64, updates: Int) -> (XorNetwork, [Double]) {
    RandomGenerator.shared.key = RandomKey(seed: seed, counter: 0)
    let network = XorNetwork(hidden: hidden)
    return (network, network.train(updates: updates) {})
  }

  @Test func oneLayerFailsAndTwoDoNot() {
    let before = RandomGenerator.shared.key
    defer { RandomGenerator.shared.key = before }
    var solved = 0
    for seed in 0..<6 as Range<UInt64> {
      // The best that a single layer can do by this error is to answer ½ to everything.
      let (single, singleErrors) = trained(hidden: 0, seed: seed, updates: 1000)
      #expect(single.casesRight < 4)
      #expect(singleErrors.allSatisfy { $0 > 0.499 })
      let (double, errors) = trained(hidden: 4, seed: seed, updates: 1500)
      #expect(errors.count == 1501)
      if double.casesRight == 4, errors[1500] < 0.02 { solved += 1 }
    }
    // Some starts end in a local minimum.
    #expect(solved >= 5)
  }

  @Test func hasTheChaptersParameters() {
    #expect(XorNetwork(hidden: 2).parameterCount == 9)
    #expect(
      XorNetwork(hidden: 2).parameters.map(\.name) == [
        "hidden.weight", "hidden.bias", "output.weight", "output.bias",
      ])
    #expect(XorNetwork(hidden: 0).parameterCount == 3)
  }

  @Test func isReproducible() {
    let before = RandomGenerator.shared.key
    defer { RandomGenerator.shared.key = before }
    #expect(
      trained(hidden: 2, seed: 3, updates: 20).1 == trained(hidden: 2, seed: 3, updates: 20).1)
  }
}
