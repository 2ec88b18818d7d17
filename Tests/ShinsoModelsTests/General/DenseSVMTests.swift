import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite struct DenseSVMTests {
  /// Two clouds of points around centers that are not far apart.
  private func points(_ count: Int, width: Int) -> (rows: [[Float]], isPositive: [Bool]) {
    var generator = SplitMix64(seed: 6)
    let isPositive = (0..<count).map { $0 % 3 == 0 }
    let rows = isPositive.map { positive in
      (0..<width).map { feature in
        Float(generator.unit() - 0.5) + (positive && feature < 3 ? 0.4 : 0)
      }
    }
    return (rows, isPositive)
  }

  /// At the optimum the weights are 2 C Σ y ξ x, with ξ = max(0, 1 − y f(x)); the solver stops where
  /// every ξ is good to a tenth.
  @Test(arguments: [0.1, 1, 20]) func theOptimum(cost: Double) {
    let (rows, isPositive) = points(90, width: 13)
    let svm = DenseSVM(rows: rows, isPositive: isPositive, cost: cost, seed: 1)
    var (sums, room) = ([Double](repeating: 0, count: 14), [Double](repeating: 0, count: 14))
    for (row, positive) in zip(rows, isPositive) {
      let sign: Double = positive ? 1 : -1
      let missing = max(0, 1 - sign * Double(svm.decision(row)))
      for (place, feature) in (row + [1]).enumerated() {
        sums[place] += 2 * cost * sign * missing * Double(feature)
        room[place] += 2 * cost * 0.1 * abs(Double(feature))
      }
    }
    for place in sums.indices {
      #expect(abs(Double(svm.weights[place]) - sums[place]) <= room[place] + 1e-3)
    }
  }

  @Test func separatesWhatCanBeSeparated() {
    let rows: [[Float]] = [[2, 1], [3, 1], [2.5, 0], [0, 1], [-1, 2], [0.5, 0]]
    let labels = [true, true, true, false, false, false]
    let svm = DenseSVM(rows: rows, isPositive: labels, cost: 100, seed: 3)
    #expect(rows.map { svm.decision($0) > 0 } == labels)
  }

  @Test func theSeedDecides() {
    let (rows, isPositive) = points(60, width: 9)
    func weights(_ seed: UInt64) -> [Float] {
      DenseSVM(rows: rows, isPositive: isPositive, cost: 1, seed: seed).weights
    }
    #expect(weights(1) == weights(1))
    #expect(weights(1) != weights(2))
  }
}
