import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct ConvTranspose2dOpTests {
    @Test func golden() throws {
      try checkGolden("convTranspose2d") {
        convTranspose2d($0[0], $0[1], $0[2], stride: 2, padding: 1, outputPadding: 1)
      }
      try checkGolden("convTranspose2d/groups") {
        convTranspose2d($0[0], $0[1], dilation: 2, groups: 2)
      }
      try checkGolden("convTranspose2d/dilation") {
        convTranspose2d(
          $0[0], $0[1], $0[2], stride: Size2d(1, 2),
          padding: Padding2d(top: 1, left: 2, bottom: 1, right: 2), outputPadding: Size2d(2, 1),
          dilation: Size2d(3, 2))
      }
      try checkGolden("convTranspose2d/asymmetric") {
        convTranspose2d(
          $0[0], $0[1], stride: 2, padding: Padding2d(top: 1, left: 0, bottom: 0, right: 2),
          groups: 2)
      }
    }

    @Test func matchesReference() throws {
      try check(ConvTranspose2dOp(), .normal([1, 1, 1, 1]), .normal([1, 1, 1, 1]))
      try check(
        ConvTranspose2dOp(stride: Size2d(2, 3), padding: 1, outputPadding: Size2d(1, 2)),
        .normal([2, 3, 4, 3]), .normal([3, 2, 3, 4]), .normal([2]))
      try check(
        ConvTranspose2dOp(padding: Padding2d(top: 1, left: 0, bottom: 0, right: 2), groups: 2),
        .normal([1, 4, 5, 6]), .normal([4, 3, 3, 3]), .normal([6]))
      try check(
        ConvTranspose2dOp(padding: 1, outputPadding: Size2d(1, 2), dilation: Size2d(2, 3)),
        .normal([2, 3, 4, 5]), .normal([3, 5, 2, 3]), .normal([5]))
      try check(
        ConvTranspose2dOp(
          stride: Size2d(3, 1), outputPadding: Size2d(2, 1), dilation: Size2d(1, 2)),
        .normal([1, 16, 4, 3]), .normal([16, 8, 3, 3]), .normal([8]))
      try check(
        ConvTranspose2dOp(
          stride: 2, padding: Padding2d(top: 0, left: 2, bottom: 1, right: 0), dilation: 2,
          groups: 3),
        .normal([2, 6, 3, 5]), .normal([6, 2, 3, 2]))
      try check(
        ConvTranspose2dOp(stride: 2), .normal([2, 32, 7, 7]), .normal([32, 16, 2, 2]),
        .normal([16]))
      try check(
        ConvTranspose2dOp(padding: 1), .normal([1, 32, 14, 14]), .normal([32, 32, 3, 3]),
        tolerance: 2e-4)
    }

    @Test func refuses() {
      checkRefusal(
        ConvTranspose2dOp(), [1, 3, 4, 4], [2, 3, 3, 3],
        problem: "input [1, 3, 4, 4] has 3 channels, the weight [2, 3, 3, 3] expects 2")
      checkRefusal(
        ConvTranspose2dOp(stride: 2, outputPadding: 2), [1, 3, 4, 4], [3, 3, 3, 3],
        problem: "the output padding 2×2 must be smaller than the stride 2×2 or the dilation 1×1")
    }
  }
}
