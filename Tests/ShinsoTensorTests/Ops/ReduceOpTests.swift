import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct ReduceOpTests {
    @Test func golden() throws {
      try checkGolden("sum") { $0[0].sum() }
      try checkGolden("sum/axes") { $0[0].sum(axes: 0, 2) }
      try checkGolden("mean/keeping") { $0[0].mean(axes: 1, 3, keepingAxes: true) }
      try checkGolden("max/axis") { $0[0].max(axes: 2) }
      try checkGolden("min/axes") { $0[0].min(axes: 0, -1, keepingAxes: true) }
      try checkGolden("variance") { $0[0].variance() }
      try checkGolden("variance/axes") {
        $0[0].variance(axes: 0, 2, correction: 0, keepingAxes: true)
      }
      try checkGolden("max/ties") { $0[0].max(axes: 1) }
    }

    @Test(
      arguments: Reduction.allCases,
      [
        ([], []), ([7], []), ([1, 1], [0]), ([3, 5], [0]), ([3, 5], [-1]), ([3, 5], []),
        ([2, 3, 4, 5], [1]), ([2, 3, 4, 5], [0, 2, 3]), ([2, 16, 5, 3], [2, 3]),
        ([2, 16, 5, 3], [1]), ([300, 257], [0]), ([300, 257], [1]), ([100_003], []),
      ] as [(Shape, [Int])])
    func matchesReference(_ reduction: Reduction, _ place: (Shape, [Int])) throws {
      try check(ReduceOp(reduction, axes: place.1), .normal(place.0))
      try check(ReduceOp(reduction, axes: place.1, keepsAxes: true), .normal(place.0))
    }

    @Test func refuses() {
      checkRefusal(ReduceOp(.sum, axes: [2]), [2, 3], problem: "input [2, 3] has no axis 2")
      checkRefusal(
        ReduceOp(.sum, axes: [0, -2]), [2, 3],
        problem: "axes [0, -2] of input [2, 3] name an axis twice")
      checkRefusal(ReduceOp(.mean), [2, 0], problem: "input [2, 0] has no elements")
    }

    @Test func sumsNothing() {
      for device in [Device.cpu, .reference] {
        #expect(Tensor.zeros([0, 3], on: device).sum(axes: 0).doubles == [0, 0, 0])
      }
    }
  }
}
