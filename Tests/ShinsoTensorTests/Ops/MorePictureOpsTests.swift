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
      try checkGolden("conv1d") {
        conv1d($0[0], $0[1], $0[2], stride: 2, padding: 1, dilation: 2)
      }
      try checkGolden("convTranspose1d") {
        convTranspose1d($0[0], $0[1], $0[2], stride: 3, padding: 1)
      }
    }

    @Test func matchesReference() throws {
      try check(ConvTranspose2dOp(), .normal([1, 1, 1, 1]), .normal([1, 1, 1, 1]))
      try check(
        ConvTranspose2dOp(stride: Pair(2, 3), padding: 1, outputPadding: Pair(1, 2)),
        .normal([2, 3, 4, 3]), .normal([3, 2, 3, 4]), .normal([2]))
      try check(
        ConvTranspose2dOp(padding: Padding2d(top: 1, left: 0, bottom: 0, right: 2), groups: 2),
        .normal([1, 4, 5, 6]), .normal([4, 3, 3, 3]), .normal([6]))
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

  @Suite struct MorePoolOpsTests {
    @Test func golden() throws {
      try checkGolden("adaptiveAveragePool2d") { adaptiveAveragePool2d($0[0], to: Pair(3, 2)) }
      try checkGolden("adaptiveMaxPool2d") { adaptiveMaxPool2d($0[0], to: Pair(3, 2)) }
      try checkGolden("adaptiveMaxPool2d/even") { adaptiveMaxPool2d($0[0], to: Pair(2, 3)) }
      try checkGolden("globalMaxPool2d") { globalMaxPool2d($0[0]) }
      try checkGolden("spatialPyramidPool2d") { spatialPyramidPool2d($0[0], levels: [3, 2, 1]) }
      try checkGolden("l2Pool2d") { l2Pool2d($0[0], kernelSize: 3, stride: 2) }
    }

    @Test func matchesReference() throws {
      try check(AdaptiveAveragePool2dOp(Pair(3, 2)), .normal([2, 3, 5, 7]))
      try check(AdaptiveAveragePool2dOp(Pair(4, 5)), .normal([1, 16, 2, 3]))
      for isCeiled in [false, true] {
        let geometry = Pool2dGeometry(
          kernel: Pair(3, 2), stride: 2, padding: 1, ceilMode: isCeiled)
        try check(L2Pool2dOp(geometry), .normal([2, 3, 6, 7]))
        try check(L2Pool2dOp(geometry), .normal([1, 16, 9, 8]))
      }
    }

    @Test func lengthOfAWindowInCeilMode() {
      let x = Tensor.ones([1, 1, 1, 5])
      let y = l2Pool2d(x, kernelSize: Pair(1, 2), ceilMode: true)
      #expect(
        zip(y.doubles, [2.squareRoot(), 2.squareRoot(), 1]).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test func refuses() {
      checkRefusal(
        AdaptiveAveragePool2dOp(0), [1, 1, 3, 3],
        problem: "input [1, 1, 3, 3] cannot be pooled to 0×0")
    }
  }
}
