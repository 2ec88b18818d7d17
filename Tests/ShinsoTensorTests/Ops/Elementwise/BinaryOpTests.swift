import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct BinaryOpTests {
    @Test func golden() throws {
      try checkGolden("add") { $0[0] + $0[1] }
      try checkGolden("subtract") { $0[0] - $0[1] }
      try checkGolden("multiply") { $0[0] * $0[1] }
      try checkGolden("divide") { $0[0] / $0[1] }
      try checkGolden("maximum") { maximum($0[0], $0[1]) }
      try checkGolden("minimum") { minimum($0[0], $0[1]) }
      try checkGolden("power") { pow($0[0], $0[1]) }
      try checkGolden("power/edges") { pow($0[0], $0[1]) }
      try checkGolden("power/number") { pow($0[0], 3) }
      try checkGolden("maximum/ties") { maximum($0[0], $0[1]) }
    }

    static let shapes: [[Shape]] = [
      [[], []], [[3], []], [[1], [1]], [[2, 3], [2, 3]], [[2, 3], [3]], [[2, 1], [1, 3]],
      [[4, 1, 5], [2, 1]], [[2, 16, 3, 5], [16, 1, 1]], [[2, 6, 4, 4], [1, 6, 1, 1]],
      [[2, 3, 4], [2, 1, 4]], [[2, 1, 1], [1, 3, 5]], [[40_001], [40_001]], [[300, 129], [129]],
    ]

    @Test(arguments: shapes) func powers(_ shapes: [Shape]) throws {
      try check(BinaryOp(.power), .uniform(shapes[0], 0.3, 2), .uniform(shapes[1], -2, 2))
    }

    static let edges: [Double] = [-2, -1, -0.5, -0.0, 0, 0.5, 1, 2, 3, .infinity, -.infinity, .nan]

    @Test(arguments: [-2, -1, -0.5, 0, 0.5, 1, 2, 3, .infinity, -.infinity, .nan])
    func goldenPowerOfEdges(_ exponent: Double) throws {
      try checkGolden("power/edges/\(exponent)") { pow($0[0], $0[1]) }
    }

    @Test func goldenSlopesOfExponents() throws {
      try checkGolden("power/exponents") { pow($0[0], $0[1]) }
    }

    @Test(arguments: BinaryFunction.allCases) func edgesMatchReference(_ function: BinaryFunction)
      throws
    {
      let count = Self.edges.count
      try check(
        BinaryOp(function), .exactly([count], Self.edges),
        .exactly([count, count], Self.edges.flatMap { Array(repeating: $0, count: count) }))
    }

    @Test(arguments: BinaryFunction.allCases.filter { $0 != .power }, shapes)
    func matchesReference(_ function: BinaryFunction, _ shapes: [Shape]) throws {
      let isQuotient = function == .divide
      try check(
        BinaryOp(function), .normal(shapes[0]),
        isQuotient ? .uniform(shapes[1], 0.5, 3) : .normal(shapes[1]))
      try check(
        BinaryOp(function), .normal(shapes[1]),
        isQuotient ? .uniform(shapes[0], 0.5, 3) : .normal(shapes[0]))
    }

    @Test func refuses() {
      checkRefusal(
        BinaryOp(.add), [2, 3], [2, 4],
        problem: "left [2, 3] and right [2, 4] do not broadcast together")
      checkRefusal(
        BinaryOp(.add), [TensorSpec(shape: [2]), TensorSpec(shape: [2], dtype: .float64)],
        problem: "right [2] is float64, but left [2] is float32")
    }
  }
}
