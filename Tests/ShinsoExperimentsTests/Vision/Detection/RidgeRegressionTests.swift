import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct RidgeRegressionTests {
  private func rows(_ values: [[Float]]) -> FeatureRows {
    FeatureRows(count: values.count, width: values[0].count) { index, row in
      _ = row.update(fromContentsOf: values[index])
    }
  }

  private var points: [[Float]] {
    var generator = SplitMix64(seed: 8)
    return (0..<12).map { _ in (0..<5).map { _ in Float(generator.unit() - 0.5) } }
  }

  @Test func aLinearRuleIsFound() {
    let rows = rows(points)
    let targets = (0..<12).map { index -> [Float] in
      let row = Array(rows[index])
      return [3 * row[0] - row[4] + 0.5, 2 * row[1] + row[2]]
    }
    let weights = RidgeRegression.fit(rows, targets: targets, penalty: 1e-4)
    for (found, expected) in zip(weights, [[3, 0, 0, 0, -1, 0.5], [0, 2, 1, 0, 0, 0]]) {
      for (a, b) in zip(found, expected) { #expect(abs(Double(a) - b) < 2e-3, "\(found)") }
    }
  }

  /// The gradient of the penalized sum of squares is 0 at the solution.
  @Test func thePenaltyIsPaid() {
    let rows = rows(points)
    let targets = (0..<12).map { [Float($0 % 5)] }
    let weights = RidgeRegression.fit(rows, targets: targets, penalty: 0.3)[0]
    let mean = targets.reduce(0) { $0 + $1[0] } / 12
    let residuals = (0..<12).map { index in
      zip(weights, rows[index]).reduce(weights[5] - targets[index][0]) { $0 + $1.0 * $1.1 }
    }
    for feature in 0..<5 {
      let slope = (0..<12).reduce(Float(0)) {
        $0 + residuals[$1] * rows[$1][rows[$1].startIndex + feature]
      }
      #expect(abs(slope + 0.3 * weights[feature]) < 1e-3)
    }
    #expect(abs(residuals.reduce(0, +) + 0.3 * (weights[5] - mean)) < 1e-3)
  }
}
