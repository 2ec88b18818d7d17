import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct LossesTests {
    @Test func golden() throws {
      try checkGolden("meanSquaredError") { meanSquaredError($0[0], $0[1]) }
      try checkGolden("meanAbsoluteError") { meanAbsoluteError($0[0], $0[1]) }
      try checkGolden("huberLoss") { huberLoss($0[0], $0[1], delta: 0.7) }
      try checkGolden("sigmoidCrossEntropy") { sigmoidCrossEntropy($0[0], $0[1]) }
      try checkGolden("hingeLoss") { hingeLoss($0[0], $0[1]) }
      try checkGolden("tripletLoss") { tripletLoss($0[0], $0[1], $0[2], margin: 1.5) }
      try checkGolden("contrastiveLoss") {
        contrastiveLoss($0[0], $0[1], isSame: $0[2], margin: 2)
      }
      try checkGolden("klDivergence") { klDivergence($0[0], $0[1]) }
      // Its type is a choice; PyTorch's here is float64.
      try checkGolden("oneHot") { oneHot($0[0], classes: 4) }
    }

    @Test func staysFiniteFarOut() {
      let logits = Tensor([-1e30, -100, 100, 1e30] as [Float])
      let targets = Tensor([0, 1, 0, 1] as [Float])
      #expect(abs(sigmoidCrossEntropy(logits, targets).doubles[0] - 50) < 1e-3)
    }
  }
}
