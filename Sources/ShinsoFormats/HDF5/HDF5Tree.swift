import ShinsoTensor

/// A B-tree of version 1 (format specification, III.A.1).
enum HDF5Tree {
  struct Leaf {
    /// What is known of it.
    let key: ArraySlice<UInt8>
    let address: Int
  }

  /// What the nodes of the lowest level lead to, in order.
  ///
  /// - Parameter type: 0 for a group, 1 for the chunks of a dataset.
  static func leaves(at root: Int, type: UInt8, keySize: Int, _ input: HDF5Input) throws -> [Leaf] {
    var leaves: [Leaf] = []
    var known: Set<Int> = []
    // The next one last; a child's level is below its parent's, so that the walk ends.
    var pending: [(address: Int, level: Int?)] = [(root, nil)]
    while let node = pending.popLast() {
      guard known.insert(node.address).inserted else {
        throw input.damage("a tree has a branch twice")
      }
      let addressSize = input.superblock.addressSize
      var head = try input.reader(at: node.address, count: 8 + 2 * addressSize)
      try input.expect("TREE", &head)
      let foundType = try head.byte()
      let level = Int(try head.byte())
      guard foundType == type, node.level.map({ $0 == level }) ?? true else {
        throw input.damage("a tree has a branch of another kind")
      }
      let count = Int(try head.integer(UInt16.self))
      var reader = try input.reader(
        at: node.address + 8 + 2 * addressSize, count: count * (keySize + addressSize))
      let children = try (0..<count).map { _ in
        Leaf(key: try reader.take(keySize), address: try input.place(&reader, of: "branch"))
      }
      if level == 0 {
        leaves += children
      } else {
        pending += children.reversed().map { ($0.address, level - 1) }
      }
    }
    return leaves
  }
}
