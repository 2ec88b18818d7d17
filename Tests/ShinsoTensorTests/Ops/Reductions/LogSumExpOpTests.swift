import Foundation
import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct LogSumExpOpTests {
    @Test(
      arguments: [([7], [0]), ([3, 5], []), ([2, 3, 4], [0, -1]), ([30, 257], [1])]
        as [(Shape, [Int])])
    func matchesReference(_ shape: Shape, _ axes: [Int]) throws {
      try check(LogSumExpOp(axes: axes), .normal(shape))
      try check(LogSumExpOp(axes: axes, keepsAxes: true), .normal(shape))
    }

    @Test func isTheLogarithmOfTheSum() {
      let x = Tensor([Float(1), 2, 3, -1], shape: [2, 2])
      let y = x.logSumExp(axes: 1).doubles
      #expect(abs(y[0] - log(exp(1) + exp(2))) < 1e-6)
      #expect(abs(y[1] - log(exp(3) + exp(-1))) < 1e-6)
      #expect(x.logSumExp().shape == [])
    }

    @Test func neitherOverflowsNorLosesInfinity() {
      let x = Tensor([Float(1000), 1000, -.infinity, -.infinity], shape: [2, 2]).watched()
      let y = x.logSumExp(axes: 1)
      #expect(abs(y.doubles[0] - 1000.6931) < 1e-3)
      #expect(y.doubles[1] == -.infinity)
      let dx = gradients(of: y, withRespectTo: x, seed: .ones([2])).doubles
      #expect(dx == [0.5, 0.5, 0, 0])
    }

    @Test func refuses() {
      checkRefusal(LogSumExpOp(axes: [2]), [2, 3], problem: "input [2, 3] has no axis 2")
    }
  }
}
