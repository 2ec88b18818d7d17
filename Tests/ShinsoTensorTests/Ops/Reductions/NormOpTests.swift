import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct NormOpTests {
    @Test func golden() throws {
      try checkGolden("norm") { $0[0].norm() }
      try checkGolden("norm/axes") { $0[0].norm(axes: 0, 2) }
      try checkGolden("norm/zero") { $0[0].norm(axes: 1) }
    }

    @Test(
      arguments: [
        ([], []), ([7], [0]), ([3, 1], [1]), ([3, 5], []), ([2, 16, 5, 3], [1]),
        ([2, 3, 4], [0, -1]), ([300, 257], [1]),
      ] as [(Shape, [Int])])
    func matchesReference(_ shape: Shape, _ axes: [Int]) throws {
      try check(NormOp(axes: axes), .normal(shape))
      try check(NormOp(axes: axes, keepsAxes: true), .normal(shape))
    }

    @Test func refuses() {
      checkRefusal(NormOp(axes: [2]), [2, 3], problem: "input [2, 3] has no axis 2")
    }
  }
}
