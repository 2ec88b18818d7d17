import ShinsoTensor
import Testing

extension ComputeTests {
  /// The gradient of a weight that several calls use, against sums of products made by hand.
  @Suite struct ProductGradientTests {
    private static let (outputs, inputs) = (3, 4)
    private let weight = Parameter(.random([outputs, inputs]))

    /// dyᵀ · x of each call, where the loss is the sum of the products with `dy`.
    private func expected(_ calls: [(x: Tensor, dy: Tensor)]) -> [Double] {
      var sum = [Double](repeating: 0, count: Self.outputs * Self.inputs)
      for (x, dy) in calls {
        let (x, dy, rows) = (x.doubles, dy.doubles, x.shape[0])
        for row in 0..<rows {
          for i in 0..<Self.outputs {
            for j in 0..<Self.inputs {
              sum[i * Self.inputs + j] += dy[row * Self.outputs + i] * x[row * Self.inputs + j]
            }
          }
        }
      }
      return sum
    }

    private func calls(_ rows: [Int]) -> [(x: Tensor, dy: Tensor)] {
      rows.map { (.random([$0, Self.inputs]), .random([$0, Self.outputs])) }
    }

    private func loss(_ calls: [(x: Tensor, dy: Tensor)]) -> Tensor {
      calls.dropFirst().reduce((linear(calls[0].x, weight.tensor) * calls[0].dy).sum()) {
        $0 + (linear($1.x, weight.tensor) * $1.dy).sum()
      }
    }

    private func expectEqual(_ found: Gradient?, _ expected: [Double]) {
      let found = found?.tensor.doubles ?? []
      #expect(found.count == expected.count)
      for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-3 * max(1, abs(b))) }
    }

    /// Up to 512 rows are multiplied together, more by themselves.
    @Test(arguments: [[2, 3, 1], [513], [600, 700], [512, 513, 4, 1000, 5]])
    func productsAddUp(rows: [Int]) {
      let calls = calls(rows)
      expectEqual(loss(calls).gradients()[weight], expected(calls))
    }

    @Test(arguments: [[2, 3], [600, 2]], [true, false])
    func productsAndOtherGradientsAddUp(rows: [Int], isFirst: Bool) {
      let calls = calls(rows)
      let factor = Tensor.random([Self.outputs, Self.inputs])
      let dense = (weight.tensor * factor).sum()
      let both = isFirst ? dense + loss(calls) : loss(calls) + dense
      let sum = zip(expected(calls), factor.doubles).map { $0 + $1 }
      expectEqual(both.gradients()[weight], sum)
    }

    @Test(arguments: [[2, 3], [600, 2]], [true, false])
    func productsAndRowsAddUp(rows: [Int], isFirst: Bool) {
      let calls = calls(rows)
      let looked = embedding(Tensor([1, 1, 2]), weight.tensor).sum()
      let both = isFirst ? looked + loss(calls) : loss(calls) + looked
      var sum = expected(calls)
      for (row, count) in [(1, 2.0), (2, 1.0)] {
        for j in 0..<Self.inputs { sum[row * Self.inputs + j] += count }
      }
      expectEqual(both.gradients()[weight], sum)
    }
  }
}
