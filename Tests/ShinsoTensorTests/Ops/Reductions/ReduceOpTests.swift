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

    @Test(arguments: [[0], [-1], [1, -1], [0, 1, 2]], [0, 1])
    func goldenVariance(_ axes: [Int], _ correction: Int) throws {
      let name = axes.map(String.init).joined(separator: ",")
      try checkGolden("variance/\(name)/\(correction)") {
        $0[0].variance(axes: axes, correction: correction)
      }
    }

    @Test(
      arguments: [
        ([7], 0), ([3, 5], -1), ([2, 3, 4, 5], 1), ([2, 16, 5, 3], -2), ([300, 257], 0),
      ] as [(Shape, Int)], [0, 1])
    func varianceMatchesReference(_ place: (Shape, Int), _ correction: Int) throws {
      for keepsAxes in [false, true] {
        try check("variance", .normal(place.0)) {
          $0[0].variance(axes: place.1, correction: correction, keepingAxes: keepsAxes)
        }
      }
      try check("variance of all", .normal(place.0)) { $0[0].variance(correction: correction) }
    }

    @Test func goldenExtremesOfNaN() throws {
      try checkGolden("max/nan") { $0[0].max(axes: 1) }
      try checkGolden("max/nan/all") { $0[0].max() }
      try checkGolden("min/nan") { $0[0].min(axes: 1) }
      try checkGolden("min/nan/all") { $0[0].min() }
    }

    @Test(
      arguments: Reduction.allCases,
      [
        [1, .nan, 3, 2, -.infinity, 2, 2], [.infinity, 1, 2, -.infinity, 0], [2, 1, 2, 2, 1],
      ] as [[Double]])
    func edgesMatchReference(_ reduction: Reduction, _ values: [Double]) throws {
      for (shape, axes) in [
        ([35], []), ([4, 33], [1]), ([33, 4], [0]), ([2, 16, 3, 5], [1, 3]),
      ]
        as [(Shape, [Int])]
      {
        try check(ReduceOp(reduction, axes: axes), .exactly(shape, values))
      }
    }

    @Test(
      arguments: [Reduction.sum, .max, .min],
      [([0], []), ([0, 3], [0]), ([3, 0, 2], [1]), ([0, 3], [1])] as [(Shape, [Int])])
    func emptyMatchesReference(_ reduction: Reduction, _ place: (Shape, [Int])) throws {
      // Differences of infinities tell nothing.
      try check(ReduceOp(reduction, axes: place.1), .exactly(place.0, [0]))
    }

    @Test func refuses() {
      checkRefusal(ReduceOp(.sum, axes: [2]), [2, 3], problem: "input [2, 3] has no axis 2")
      checkRefusal(
        ReduceOp(.sum, axes: [0, -2]), [2, 3],
        problem: "axes [0, -2] of input [2, 3] name an axis twice")
      checkRefusal(ReduceOp(.mean), [2, 0], problem: "input [2, 0] has no elements")
    }

    @Test func reducesNothing() {
      for device in [Device.cpu, .reference] {
        let nothing = Tensor.zeros([0, 3], on: device)
        #expect(nothing.sum(axes: 0).doubles == [0, 0, 0])
        #expect(nothing.max(axes: 0).doubles == [-.infinity, -.infinity, -.infinity])
        #expect(nothing.min(axes: 0).doubles == [.infinity, .infinity, .infinity])
      }
    }
  }
}
