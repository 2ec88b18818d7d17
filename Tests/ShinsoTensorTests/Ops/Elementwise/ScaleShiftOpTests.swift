import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct ScaleShiftOpTests {
    @Test func golden() throws {
      try checkGolden("scaleShift") { inputs in
        let x = inputs[0]
        return [2 * x - 3, 1 - x, -x, x / 4, 2 / x]
      }
    }

    @Test(arguments: [[], [5], [2, 16, 3, 3], [2, 5, 3, 3], [50_001]] as [Shape])
    func matchesReference(_ shape: Shape) throws {
      try check(ScaleShiftOp(scale: -1.5, offset: 0.25), .normal(shape))
      try check(ScaleShiftOp(offset: 2), .normal(shape))
    }
  }
}
