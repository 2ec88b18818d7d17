import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct ViewOpsTests {
    @Test func golden() throws {
      try checkGolden("reshape") { $0[0].reshaped([4, -1]) }
      try checkGolden("flatten") { $0[0].flattened(from: 1) }
      try checkGolden("unsqueeze") { $0[0].unsqueezed(1) }
      try checkGolden("squeeze") { $0[0].squeezed(1) }
    }

    @Test func matchesReference() throws {
      try check(ReshapeOp([3, -1, 2]), .normal([2, 3, 4]))
      try check(ReshapeOp([]), .normal([1, 1]))
      try check(FlattenOp(from: 0, to: 1), .normal([2, 3, 4]))
      try check(FlattenOp(from: -2), .normal([2, 16, 3, 5]))
      try check(SqueezeOp(axis: -1), .normal([2, 3, 1]))
      try check(UnsqueezeOp(axis: -1), .normal([2, 3]))
      try check(UnsqueezeOp(axis: 0), .normal([]))
    }

    /// Labels and pictures are no numbers to compute with, but they have a shape.
    @Test func takesEveryType() {
      let labels = Tensor([1, 2, 3, 4]).reshaped([2, -1])
      #expect(labels.dtype == .int64 && labels.shape == [2, 2])
      #expect(labels.scalars(as: Int.self) == [1, 2, 3, 4])
    }

    @Test func copiesNothing() {
      let x = Tensor.random([2, 6])
      #expect(x.reshaped([3, 4]).storage === x.storage)
    }

    @Test func refuses() {
      checkRefusal(
        ReshapeOp([4, 2]), [2, 3], problem: "input [2, 3] of 6 elements does not fit into [4, 2]")
      checkRefusal(
        ReshapeOp([4, -1]), [2, 3], problem: "input [2, 3] of 6 elements does not fit into [4, -1]")
      checkRefusal(
        ReshapeOp([-1, -1]), [2, 3],
        problem: "input [2, 3] of 6 elements does not fit into [-1, -1]")
      checkRefusal(ReshapeOp([-2, 3]), [2, 3], problem: "[-2, 3] is not a shape")
      checkRefusal(
        ReshapeOp([.max, .max]), [2, 3], problem: "[\(Int.max), \(Int.max)] is not a shape")
      checkRefusal(
        FlattenOp(from: 2, to: 1), [2, 3, 4],
        problem: "axis 2 of input [2, 3, 4] comes after axis 1")
      checkRefusal(
        SqueezeOp(axis: 1), [2, 3], problem: "axis 1 of input [2, 3] has extent 3, not 1")
      checkRefusal(
        UnsqueezeOp(axis: 4), [2, 3], problem: "input [2, 3] cannot get a new axis 4")
    }
  }
}
