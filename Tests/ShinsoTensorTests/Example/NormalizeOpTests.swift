import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct NormalizeOpTests {
    @Test func golden() throws {
      try checkGolden("normalize") { normalize($0[0], axis: 1) }
    }

    @Test(
      arguments: [([3], 0), ([2, 5], -1), ([5, 1], 0), ([2, 16, 3, 5], 1)] as [(Shape, Int)])
    func matchesReference(_ shape: Shape, _ axis: Int) throws {
      try check(NormalizeOp(axis: axis), .normal(shape))
    }

    @Test func refuses() {
      checkRefusal(NormalizeOp(axis: 2), [2, 3], problem: "input [2, 3] has no axis 2")
    }
  }
}
