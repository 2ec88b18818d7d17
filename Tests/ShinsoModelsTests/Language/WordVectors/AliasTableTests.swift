import Testing

@testable import ShinsoModels

@Suite struct AliasTableTests {
  @Test(arguments: [[1.0], [1, 1], [5, 1, 1, 0.5, 9], (1...100).map { 1 / Double($0) }])
  func givesEachItsShare(weights: [Double]) {
    let table = AliasTable(weights)
    var shares = [Double](repeating: 0, count: weights.count)
    for (slot, alias) in table.aliases.enumerated() {
      let own = Double(table.thresholds[slot]) / Double(UInt32.max)
      shares[slot] += own
      shares[Int(alias)] += 1 - own
    }
    let sum = weights.reduce(0, +)
    for (share, weight) in zip(shares, weights) {
      #expect(abs(share / Double(weights.count) - weight / sum) < 1e-6)
    }
  }
}
