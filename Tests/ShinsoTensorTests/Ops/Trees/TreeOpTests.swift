import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct TreeOpTests {
    /// Two trees and a leaf alone; nodes sorted by height, and not.
    private static let sorted: [Int64] = [0, 1, 2, 3, 5, 6, 8, 9, 4, 10]
    private static let unsorted: [Int64] = [0, 1, 8, 2, 9, 3, 5, 6, 4, 11]

    @Test(arguments: [sorted, unsorted], [false, true])
    func matchesReference(_ children: [Int64], _ normalizes: Bool) throws {
      for size in [1, 3, 4] {
        let inputs: [Input] = [
          .normal([8, size]), .children(children), .uniform([size, 2 * size], -0.7, 0.7),
          .normal([size]),
        ]
        // A number alone is 1 or -1 when it is scaled.
        if size == 1 && normalizes { continue }
        try check(TreeOp(normalizes: normalizes), inputs)
        try check(
          TreeOp(normalizes: normalizes),
          inputs + [.uniform([size, 2 * size, 2 * size], -0.3, 0.3)])
      }
    }

    /// Levels of more than one block of sixteen nodes, on two threads.
    @Test func computesManyNodesSideBySide() throws {
      let leafCount = 83
      let pairs = (0..<82).map { Int64($0) }
      let above = (0..<40).map { Int64(leafCount + $0) }
      let inputs: [Input] = [
        .normal([leafCount, 9]), .children(pairs + above), .uniform([9, 18], -0.4, 0.4),
        .normal([9]),
      ]
      try check(TreeOp(), inputs)
      try check(TreeOp(), inputs + [.uniform([9, 18, 18], -0.1, 0.1)])
      try check(TreeOp(normalizes: true), inputs)
    }

    /// A node that is twice the child of another gets both gradients.
    @Test func sharesChildren() throws {
      try check(
        TreeOp(), .normal([2, 3]), .children([0, 1, 2, 2, 0, 3]), .uniform([3, 6], -0.5, 0.5),
        .normal([3]), .uniform([3, 6, 6], -0.3, 0.3))
    }

    @Test func leavesLeavesAsTheyAre() throws {
      let leaves = Tensor.random([4, 3])
      let nodes = tree(
        leaves: leaves, children: .zeros([0, 2], dtype: .int64), weight: .random([3, 6]),
        bias: .random([3]))
      #expect(nodes.scalars() == leaves.scalars())
    }

    @Test func refuses() throws {
      let pair = TensorSpec(shape: [1, 2], dtype: .int64)
      func specs(_ shapes: [Shape], _ children: TensorSpec) -> [TensorSpec] {
        var specs = shapes.map { TensorSpec(shape: $0) }
        specs.insert(children, at: 1)
        return specs
      }
      checkRefusal(
        TreeOp(), specs([[4, 3], [3, 5], [3]], pair),
        problem: "weight [3, 5] must be [3, 6]: pairs of nodes of 3")
      checkRefusal(
        TreeOp(), specs([[4, 3], [3, 6], [3], [3, 3, 3]], pair),
        problem: "tensor [3, 3, 3] must be [3, 6, 6]: pairs of nodes of 3")
      checkRefusal(
        TreeOp(), specs([[4, 3], [3, 6], [3]], TensorSpec(shape: [1, 3], dtype: .int64)),
        problem: "children [1, 3] is int64, expected int64 [M, 2]")
      for child in [-1, 5] as [Int64] {
        let inputs = [
          Tensor.random([4, 3]), Tensor([0, 1, child, 0] as [Int64], shape: [2, 2]),
          .random([3, 6]), .random([3]),
        ]
        #expect(throws: OpError.self) { try runOp(TreeOp(), inputs) }
      }
    }
  }
}

extension Input {
  /// Pairs of children.
  static func children(_ nodes: [Int64]) -> Input { .integers([nodes.count / 2, 2], nodes) }
}
