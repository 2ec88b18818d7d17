import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct GroupNormOpTests {
    @Test func golden() throws {
      try checkGolden("groupNorm") { groupNorm($0[0], groups: 3, gamma: $0[1], beta: $0[2]) }
      try checkGolden("instanceNorm") { instanceNorm($0[0], gamma: $0[1], beta: $0[2]) }
      try checkGolden("layerNorm") { layerNorm($0[0], gamma: $0[1], beta: $0[2]) }
      try checkGolden("layerNorm/plain") { layerNorm($0[0], axisCount: 2, epsilon: 1e-3) }
    }

    @Test(
      arguments: [
        ([1, 2, 3], 1), ([2, 6, 5, 3], 3), ([3, 16, 4, 4], 16), ([2, 32, 33], 2), ([5, 6], 2),
      ]
        as [(Shape, Int)])
    func matchesReference(_ shape: Shape, _ groups: Int) throws {
      let op = GroupNormOp(groups: groups)
      let channels: Shape = [shape[1]]
      try check(op, .normal(shape), .uniform(channels, 0.5, 2), .normal(channels), tolerance: 1e-4)
      try check(op, .normal(shape), tolerance: 1e-4)
    }

    @Test(
      arguments: [([1, 7], 1), ([3, 2, 5], 2), ([70, 100], 1), ([300, 65], 1)] as [(Shape, Int)])
    func layersMatchReference(_ shape: Shape, _ axes: Int) throws {
      let op = LayerNormOp(axisCount: axes)
      let last = Shape(shape.suffix(axes))
      try check(op, .normal(shape), .uniform(last, 0.5, 2), .normal(last), tolerance: 1e-4)
      try check(op, .normal(shape), tolerance: 1e-4)
    }

    @Test func keepsItsPrecisionBesideALargeMean() {
      let x = Tensor((0..<512).map { 1000 + Float($0 % 2) }, shape: [1, 512])
      let y = layerNorm(x, epsilon: 0).doubles
      #expect(y.allSatisfy { abs(abs($0) - 1) < 1e-4 })
    }

    @Test func refuses() {
      checkRefusal(
        GroupNormOp(groups: 4), [2, 6, 3],
        problem: "input [2, 6, 3] has 6 channels, which do not divide into 4 groups")
      checkRefusal(LayerNormOp(), [2, 6], [6], problem: "gamma came without beta")
      checkRefusal(
        LayerNormOp(axisCount: 2), [2, 3, 6], [6], [6],
        problem: "gamma [6] must be [3, 6]: as input [2, 3, 6]")
    }
  }
}
