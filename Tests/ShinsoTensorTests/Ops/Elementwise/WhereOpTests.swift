import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct WhereOpTests {
    @Test func golden() throws {
      try checkGolden("where") { select($0[0], $0[1], $0[2]) }
      try checkGolden("where/number") { x in
        select(x[0], x[1], Tensor.full(0.5, shape: [], dtype: x[1].dtype, on: x[1].device))
      }
    }

    @Test(
      arguments: [
        [[], [], []], [[3], [3], [3]], [[1], [5], []], [[2, 3], [3], [2, 1]],
        [[2, 1, 4], [3, 1], [1]], [[2, 16, 3, 5], [2, 16, 3, 5], [16, 1, 1]],
        [[40_001], [40_001], [40_001]], [[0, 3], [3], [1, 1]],
      ] as [[Shape]])
    func matchesReference(_ shapes: [Shape]) throws {
      try check(WhereOp(), .flags(shapes[0]), .normal(shapes[1]), .normal(shapes[2]))
    }

    @Test func refuses() {
      checkRefusal(WhereOp(), [2], [2], [2], problem: "condition [2] is float32, not bool")
      let flags = TensorSpec(shape: [3], dtype: .bool)
      checkRefusal(
        WhereOp(), [flags, TensorSpec(shape: [2]), TensorSpec(shape: [1])],
        problem: "condition [3], left [2] and right [1] do not broadcast together")
    }
  }
}
