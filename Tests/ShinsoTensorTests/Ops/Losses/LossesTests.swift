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

    @Test(arguments: [(1, 1), (3, 17)])
    func goldenShapes(_ rows: Int, _ columns: Int) throws {
      let size = "\(rows)x\(columns)"
      try checkGolden("meanSquaredError/\(size)") { meanSquaredError($0[0], $0[1]) }
      try checkGolden("meanAbsoluteError/\(size)") { meanAbsoluteError($0[0], $0[1]) }
      try checkGolden("huberLoss/\(size)") { huberLoss($0[0], $0[1]) }
      try checkGolden("sigmoidCrossEntropy/\(size)") { sigmoidCrossEntropy($0[0], $0[1]) }
      try checkGolden("hingeLoss/\(size)") { hingeLoss($0[0], $0[1]) }
      try checkGolden("tripletLoss/\(size)") { tripletLoss($0[0], $0[1], $0[2]) }
      try checkGolden("contrastiveLoss/\(size)") {
        contrastiveLoss($0[0], $0[1], isSame: $0[2], margin: 2)
      }
      try checkGolden("klDivergence/\(size)") { klDivergence($0[0], $0[1]) }
      try checkGolden("oneHot/\(size)") { oneHot($0[0], classes: columns) }
    }

    @Test func goldenCorners() throws {
      try checkGolden("meanAbsoluteError/ties") { meanAbsoluteError($0[0], $0[1]) }
      try checkGolden("huberLoss/corner") { huberLoss($0[0], $0[1]) }
      try checkGolden("hingeLoss/corner") { hingeLoss($0[0], $0[1]) }
      try checkGolden("sigmoidCrossEntropy/far") { sigmoidCrossEntropy($0[0], $0[1]) }
      try checkGolden("tripletLoss/inactive") { tripletLoss($0[0], $0[1], $0[2]) }
    }

    @Test(arguments: [[1, 1], [3, 5], [7, 16], [65, 33]] as [Shape])
    func matchReference(_ shape: Shape) throws {
      let pair: [Input] = [.normal(shape), .normal(shape)]
      try check("mean squared error", pair[0], pair[1]) { meanSquaredError($0[0], $0[1]) }
      try check("mean absolute error", pair[0], pair[1]) { meanAbsoluteError($0[0], $0[1]) }
      try check("Huber", pair[0], pair[1]) { huberLoss($0[0], $0[1], delta: 0.8) }
      try check("sigmoid cross-entropy", .uniform(shape, -9, 9), .uniform(shape, 0, 1)) {
        sigmoidCrossEntropy($0[0], $0[1])
      }
      try check("triplet", pair[0], pair[1], .normal(shape)) {
        tripletLoss($0[0], $0[1], $0[2], margin: 0.5)
      }
      try check("Kullback-Leibler", .uniform(shape, -9, -0.1), .uniform(shape, 0.1, 1)) {
        klDivergence($0[0], $0[1])
      }
      let rows: Shape = [shape[0]]
      try check("contrastive", pair[0], pair[1], .flags(rows)) {
        contrastiveLoss($0[0], $0[1], isSame: $0[2].cast(to: $0[0].dtype), margin: 3)
      }
      let labels = Input.indices(rows, below: shape[1])
      try check("hinge", pair[0], labels) { hingeLoss($0[0], $0[1]) }
    }

    @Test(arguments: [([], 1), ([5], 3), ([2, 3], 17), ([2, 1, 3], 1)] as [(Shape, Int)])
    func oneHotMatchesReference(_ shape: Shape, _ classes: Int) throws {
      try check("one-hot", .indices(shape, below: classes)) { oneHot($0[0], classes: classes) }
    }

    @Test func staysFiniteFarOut() {
      let logits = Tensor([-1e30, -100, 100, 1e30] as [Float])
      let targets = Tensor([0, 1, 0, 1] as [Float])
      #expect(abs(sigmoidCrossEntropy(logits, targets).doubles[0] - 50) < 1e-3)
    }
  }
}
