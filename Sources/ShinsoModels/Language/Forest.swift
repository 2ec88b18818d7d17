import ShinsoTensor

/// Binary trees side by side, with their nodes in the order in which `tree` is fastest: the leaves of
/// all trees, then the inner nodes of all trees by height. Both are filled up to a multiple of 32, so
/// that batches of similar size run the same kernels.
public struct Forest: Sendable {
  /// Leaves, those that fill up counted.
  public let leafCount: Int
  /// The children of the inner nodes, int64 `[M, 2]`.
  public let children: Tensor
  /// The row of each tree's nodes: its leaves and then its inner nodes.
  public let rows: [[Int]]
  /// The number of leaves below each node, 1 for those that fill up leaves.
  public let leavesBelow: [Int]

  public var innerCount: Int { children.shape[0] }
  public var nodeCount: Int { leafCount + innerCount }

  /// - Parameter trees: the number of leaves and the children of each inner node, counted within the
  ///   tree: leaves from 0, then inner nodes, children before parents.
  public init(_ trees: [(leafCount: Int, children: [SIMD2<Int32>])]) {
    let filled = { (count: Int) in (count + 31) / 32 * 32 }
    let leafCount = filled(trees.reduce(0) { $0 + $1.leafCount } + 1)
    var inner: [(height: Int, tree: Int, node: Int)] = []
    for (index, tree) in trees.enumerated() {
      var heights = [Int](repeating: 0, count: tree.leafCount)
      for (node, pair) in tree.children.enumerated() {
        heights.append(1 + max(heights[Int(pair.x)], heights[Int(pair.y)]))
        inner.append((heights[tree.leafCount + node], index, node))
      }
    }
    inner.sort { ($0.height, $0.tree, $0.node) < ($1.height, $1.tree, $1.node) }
    let filling = filled(inner.count) - inner.count

    var rows: [[Int]] = []
    var next = 0
    for tree in trees {
      rows.append(
        Array(next..<next + tree.leafCount) + Array(repeating: 0, count: tree.children.count))
      next += tree.leafCount
    }
    // The last leaf belongs to no tree: it is both children of the nodes that fill up.
    let spare = Int64(leafCount - 1)
    var children = [Int64](repeating: spare, count: 2 * filling)
    children.reserveCapacity(2 * (filling + inner.count))
    var below = [Int](repeating: 1, count: leafCount) + [Int](repeating: 2, count: filling)
    for (place, entry) in inner.enumerated() {
      let tree = trees[entry.tree]
      let pair = tree.children[entry.node]
      let (left, right) = (rows[entry.tree][Int(pair.x)], rows[entry.tree][Int(pair.y)])
      rows[entry.tree][tree.leafCount + entry.node] = leafCount + filling + place
      children += [Int64(left), Int64(right)]
      below.append(below[left] + below[right])
    }
    self.leafCount = leafCount
    self.children = Tensor(children, shape: [children.count / 2, 2])
    self.rows = rows
    leavesBelow = below
  }

  /// One number for each row, from one for each node of each tree; the rest is `filling`.
  public func spread(_ values: [[Int64]], filling: Int64) -> Tensor {
    var all = [Int64](repeating: filling, count: nodeCount)
    for (own, rows) in zip(values, rows) {
      for (value, row) in zip(own, rows) { all[row] = value }
    }
    return Tensor(all)
  }

  /// One number for each leaf, from one for each word of each tree; the rest is `filling`.
  public func spreadLeaves(_ values: [[Int64]], filling: Int64) -> Tensor {
    var all = [Int64](repeating: filling, count: leafCount)
    for (own, rows) in zip(values, rows) {
      for (value, row) in zip(own, rows) { all[row] = value }
    }
    return Tensor(all)
  }
}
