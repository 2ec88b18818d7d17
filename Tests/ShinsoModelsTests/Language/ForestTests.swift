import ShinsoModels
import ShinsoTensor
import Testing

@Suite struct ForestTests {
  /// `((0 1) (2 3))`, a single word, and `(0 (1 2))`.
  private let forest = Forest([
    (4, [SIMD2(0, 1), SIMD2(2, 3), SIMD2(4, 5)]), (1, []), (3, [SIMD2(1, 2), SIMD2(0, 3)]),
  ])

  @Test func sortsNodesByHeight() {
    #expect(forest.leafCount == 32 && forest.innerCount == 32 && forest.nodeCount == 64)
    // Three nodes are one high, two are two high; 27 others come first.
    #expect(forest.rows == [[0, 1, 2, 3, 59, 60, 62], [4], [5, 6, 7, 61, 63]])
    let list = forest.children.scalars(as: Int64.self)
    #expect(list.prefix(54).allSatisfy { $0 == 31 })
    #expect(Array(list.dropFirst(54)) == [0, 1, 2, 3, 6, 7, 59, 60, 5, 61])
    #expect(forest.leavesBelow[62] == 4 && forest.leavesBelow[63] == 3)
  }

  @Test func spreadsNumbersOverRows() {
    let spread = forest.spread(
      [[10, 11, 12, 13, 14, 15, 16], [20], [30, 31, 32, 33, 34]], filling: -1)
    let values = spread.scalars(as: Int64.self)
    #expect(values[62] == 16 && values[4] == 20 && values[61] == 33 && values[8] == -1)
    let leaves = forest.spreadLeaves([[1, 2, 3, 4], [5], [6, 7, 8]], filling: 0)
    #expect(leaves.shape == [32])
    #expect(leaves.scalars(as: Int64.self).prefix(9) == [1, 2, 3, 4, 5, 6, 7, 8, 0])
  }

  /// A leaf is always left for the nodes that fill up.
  @Test(arguments: [31, 32, 33]) func keepsASpareLeaf(_ words: Int) {
    let forest = Forest((0..<words).map { _ in (1, []) })
    #expect(forest.leafCount == (words + 32) / 32 * 32 && forest.innerCount == 0)
  }
}
