import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct AdaptivePoolTests {
    @Test func golden() throws {
      try checkGolden("adaptiveAveragePool2d") { adaptiveAveragePool2d($0[0], to: Size2d(3, 2)) }
      try checkGolden("adaptiveMaxPool2d") { adaptiveMaxPool2d($0[0], to: Size2d(3, 2)) }
      try checkGolden("adaptiveMaxPool2d/even") { adaptiveMaxPool2d($0[0], to: Size2d(2, 3)) }
      try checkGolden("globalMaxPool2d") { globalMaxPool2d($0[0]) }
      try checkGolden("spatialPyramidPool2d") { spatialPyramidPool2d($0[0], levels: [3, 2, 1]) }
    }

    /// Small integers: in most cells several elements are the largest.
    @Test(arguments: [
      (5, 7, 3, 3), (4, 6, 2, 3), (3, 2, 5, 4), (1, 9, 1, 4), (7, 7, 7, 1),
    ])
    func goldenSizes(_ height: Int, _ width: Int, _ rows: Int, _ columns: Int) throws {
      let name = "\(height)x\(width)to\(rows)x\(columns)"
      let size = Size2d(rows, columns)
      try checkGolden("adaptiveAveragePool2d/\(name)") { adaptiveAveragePool2d($0[0], to: size) }
      try checkGolden("adaptiveMaxPool2d/\(name)") { adaptiveMaxPool2d($0[0], to: size) }
    }

    @Test func goldenTies() throws {
      try checkGolden("globalMaxPool2d/ties") { globalMaxPool2d($0[0]) }
      try checkGolden("spatialPyramidPool2d/ties") {
        spatialPyramidPool2d($0[0], levels: [4, 3, 1])
      }
    }

    @Test(
      arguments: [
        ([1, 1, 1, 1], 1, 1), ([2, 3, 5, 7], 3, 2), ([1, 16, 2, 3], 4, 5), ([2, 24, 6, 4], 3, 2),
        ([2, 5, 9, 4], 4, 4),
      ] as [(Shape, Int, Int)])
    func matchesReference(_ shape: Shape, _ rows: Int, _ columns: Int) throws {
      let size = Size2d(rows, columns)
      try check(AdaptiveAveragePool2dOp(size), .normal(shape))
      let ties = Input.exactly(shape, [1, 0, 2, 2, 0, 1, 2])
      for input in [.normal(shape), ties] {
        try check("adaptiveMaxPool2d", input) { adaptiveMaxPool2d($0[0], to: size) }
        try check("globalMaxPool2d", input) { globalMaxPool2d($0[0]) }
        try check("spatialPyramidPool2d", input) { spatialPyramidPool2d($0[0], levels: [3, 1, 2]) }
      }
    }

    @Test func refuses() {
      checkRefusal(
        AdaptiveAveragePool2dOp(0), [1, 1, 3, 3],
        problem: "input [1, 1, 3, 3] cannot be pooled to 0×0")
    }
  }
}
