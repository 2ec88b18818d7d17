import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct TreeSumOpTests {
    @Test(arguments: [1, 3, 17])
    func matchesReference(_ size: Int) throws {
      try check(TreeSumOp(), .normal([7, size]), .children([0, 1, 2, 4, 3, 5]))
      try check(TreeSumOp(), .normal([4, size]), .children([0, 1, 2, 2]))
    }

    @Test func sumsWhatIsBelow() {
      let nodes = Tensor([1, 2, 4, 10, 100] as [Float], shape: [5, 1])
      let sums = treeSum(nodes, children: Tensor([0, 1, 3, 2] as [Int64], shape: [2, 2]))
      #expect(sums.scalars() == [1, 2, 4, 13, 117])
    }

    @Test func refuses() {
      checkRefusal(
        TreeSumOp(),
        [TensorSpec(shape: [2, 3]), TensorSpec(shape: [2, 2], dtype: .int64)],
        problem: "nodes [2, 3] has no leaves beside 2 inner nodes")
    }
  }
}
