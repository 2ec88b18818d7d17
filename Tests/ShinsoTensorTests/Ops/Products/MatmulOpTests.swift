import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct MatmulOpTests {
    @Test func golden() throws {
      try checkGolden("matmul") { matmul($0[0], $0[1]) }
      try checkGolden("matmul/batched") { matmul($0[0], $0[1]) }
      try checkGolden("matmul/broadcast") { matmul($0[0], $0[1]) }
      try checkGolden("matmul/one") { matmul($0[0], $0[1]) }
      try checkGolden("matmul/transposed") {
        matmul($0[0], $0[1], transposingLeft: true, transposingRight: true)
      }
    }

    @Test(
      arguments: [(1, 1, 1), (3, 5, 7), (1, 16, 8), (17, 1, 5), (64, 33, 48)], [false, true])
    func matchesReference(_ sizes: (m: Int, k: Int, n: Int), _ transposesLeft: Bool) throws {
      let (m, k, n) = sizes
      for transposesRight in [false, true] {
        let op = MatmulOp(transposesLeft: transposesLeft, transposesRight: transposesRight)
        let left = transposesLeft ? [k, m] : [m, k]
        let right = transposesRight ? [n, k] : [k, n]
        try check(op, .normal(Shape(left)), .normal(Shape(right)))
        try check(op, .normal(Shape([3] + left)), .normal(Shape([3] + right)))
      }
      try check(MatmulOp(), .normal([2, 2, m, k]), .normal([2, 2, k, n]))
    }

    @Test(
      arguments: [
        ([], [3]), ([3], []), ([2, 1], [5]), ([1], [4]), ([2, 3], [1, 3]), ([2, 3], []),
      ] as [([Int], [Int])], [false, true])
    func broadcasts(_ leading: ([Int], [Int]), _ transposes: Bool) throws {
      let (left, right) = (leading.0 + [4, 3], leading.1 + [3, 5])
      let (turned, other) = (leading.0 + [3, 4], leading.1 + [5, 3])
      try check(
        MatmulOp(transposesRight: transposes), .normal(Shape(left)),
        .normal(Shape(transposes ? other : right)))
      try check(
        MatmulOp(transposesLeft: true, transposesRight: transposes), .normal(Shape(turned)),
        .normal(Shape(transposes ? other : right)))
    }

    @Test func refuses() {
      checkRefusal(
        MatmulOp(), [2, 3], [4, 5],
        problem: "left [2, 3] has 3 columns, right [4, 5] has 4 rows")
      checkRefusal(
        MatmulOp(transposesLeft: true), [2, 3], [3, 5],
        problem: "left [2, 3] transposed has 2 columns, right [3, 5] has 3 rows")
      checkRefusal(
        MatmulOp(), [2, 2, 3], [3, 3, 5],
        problem: "left [2, 2, 3] and right [3, 3, 5] must both be matrices, "
          + "or have axes before the last two that broadcast together")
    }
  }
}
