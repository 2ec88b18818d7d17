import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct CompareOpTests {
    @Test func golden() throws {
      try checkGolden("compare") { x in
        [
          x[0] .== x[1], x[0] .!= x[1], x[0] .< x[1], x[0] .<= x[1], x[0] .> x[1], x[0] .>= x[1],
        ]
      }
    }

    @Test(arguments: Comparison.allCases, BinaryOpTests.shapes)
    func matchesReference(_ comparison: Comparison, _ shapes: [Shape]) throws {
      // Few values, so that some are equal.
      let inputs = shapes.map { Input.indices($0, below: 3) }
      var random = SplitMix64(seed: 3)
      let values = inputs.map { $0.values(&random) }
      let results = [Device.cpu, .reference].map { device in
        let x = zip(shapes, values).map { Tensor($1, TensorSpec(shape: $0), on: device) }
        return applyOp(CompareOp(comparison), x[0], x[1])
      }
      #expect(results[0].dtype == .bool)
      #expect(results[0].doubles == results[1].doubles)
      try check(CompareOp(comparison), .normal(shapes[0]).constant, .normal(shapes[1]).constant)
    }

    /// Numbers that float32 cannot tell apart.
    @Test func int64IsExact() {
      for device in [Device.cpu, .reference] {
        let x = Tensor([Int64(1) << 40, (1 << 40) + 1, 5], on: device)
        let y = Tensor([(Int64(1) << 40) + 1, 1 << 40, 5], on: device)
        #expect((x .== y).doubles == [0, 0, 1])
        #expect((x .< y).doubles == [1, 0, 0])
        #expect((x .>= Tensor([Int64(1) << 40], shape: [], on: device)).doubles == [1, 1, 0])
      }
    }

    @Test func nothingEqualsNaN() {
      for device in [Device.cpu, .reference] {
        let x = Tensor([Float.nan, 1], on: device)
        #expect((x .== x).doubles == [0, 1])
        #expect((x .!= x).doubles == [1, 0])
        #expect((x .<= x).doubles == [0, 1])
        #expect((x .> x).doubles == [0, 0])
      }
    }

    @Test func refuses() {
      checkRefusal(
        CompareOp(.less), [2, 3], [2, 4],
        problem: "left [2, 3] and right [2, 4] do not broadcast together")
    }
  }
}
