import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct ResizeOpTests {
    @Test func golden() throws {
      try checkGolden("resize/nearest") {
        resize2d($0[0], to: Size2d(8, 3), mode: .nearest(.down), alignment: .asymmetric)
      }
      try checkGolden("resize/linear") { resize2d($0[0], to: Size2d(8, 7)) }
      try checkGolden("resize/corners") { resize2d($0[0], to: Size2d(9, 3), alignment: .corners) }
      try checkGolden("resize/cubic") { resize2d($0[0], to: Size2d(9, 3), mode: .cubic(-0.75)) }
    }

    /// Sizes where a quotient of quotients would fall beside the integer that it is, and 1.
    @Test(arguments: [
      (6, 3, 10, 7), (1, 5, 4, 1), (7, 9, 7, 3), (3, 4, 5, 8), (14, 1, 18, 1), (1, 28, 1, 18),
      (1, 14, 1, 9), (21, 1, 27, 1), (1, 18, 1, 21),
    ])
    func goldenSizes(_ height: Int, _ width: Int, _ rows: Int, _ columns: Int) throws {
      for (name, mode, alignment) in [
        ("nearest", .nearest(.down), .asymmetric), ("exact", .nearest(.halfUp), .areas),
        ("linear", .linear, .areas), ("linear/corners", .linear, .corners),
        ("cubic", .cubic(-0.75), .areas), ("cubic/corners", .cubic(-0.75), .corners),
      ] as [(String, ResizeMode, ResizeAlignment)] {
        try checkGolden("resize/\(name)/\(height)x\(width)to\(rows)x\(columns)") {
          resize2d($0[0], to: Size2d(rows, columns), mode: mode, alignment: alignment)
        }
      }
    }

    @Test func goldenScales() throws {
      for (name, mode, alignment) in [
        ("nearest", .nearest(.down), .asymmetric), ("bilinear", .linear, .areas),
        ("bicubic", .cubic(-0.75), .areas),
      ] as [(String, ResizeMode, ResizeAlignment)] {
        let op = ResizeOp(
          axes: [2, 3], sizes: [8, 3], mode: mode, alignment: alignment, scales: [1.7, 0.6])
        try checkGolden("resize/scales/\(name)") { try runOp(op, $0) }
      }
    }

    @Test(
      arguments: [ResizeMode.nearest(.halfDown), .nearest(.up), .linear, .cubic(-0.5)],
      [ResizeAlignment.areas, .corners, .asymmetric])
    func matchesReference(_ mode: ResizeMode, _ alignment: ResizeAlignment) throws {
      for (shape, sizes) in [([1, 2, 3, 5], [7, 2]), ([2, 1, 1, 4], [3, 1])] as [(Shape, [Int])] {
        try check(
          ResizeOp(axes: [2, 3], sizes: sizes, mode: mode, alignment: alignment), .normal(shape))
      }
    }

    @Test func refuses() {
      checkRefusal(
        ResizeOp(axes: [1], sizes: [0], mode: .linear), [2, 3],
        problem: "axis 1 of input [2, 3] cannot be resized to 0")
    }
  }
}
