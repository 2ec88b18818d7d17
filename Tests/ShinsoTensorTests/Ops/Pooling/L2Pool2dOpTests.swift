import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct L2Pool2dOpTests {
    @Test func golden() throws {
      try checkGolden("l2Pool2d") { l2Pool2d($0[0], kernelSize: 3, stride: 2) }
    }

    @Test func lengthOfAWindowInCeilMode() {
      let x = Tensor.ones([1, 1, 1, 5])
      let y = l2Pool2d(x, kernelSize: Size2d(1, 2), ceilMode: true)
      #expect(
        zip(y.doubles, [2.squareRoot(), 2.squareRoot(), 1]).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }
}
