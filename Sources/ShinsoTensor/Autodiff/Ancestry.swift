import Synchronization

/// A node and all that it was computed from, newest first, with their connections as numbers.
struct Ancestry {
  private(set) var nodes: [Node]
  /// For each node, the place of its first output's gradient in a list of all.
  private(set) var firstOutput: [Int] = []
  /// For each node, the place of its first edge in `targets`.
  private(set) var firstEdge: [Int] = []
  /// For each edge of each node, which node it leads to, and the place of the gradient that it
  /// brings; -1 where nothing was recorded.
  private(set) var targets: [(node: Int, place: Int)] = []
  private(set) var outputCount = 0

  /// The number of walks; also guards the nodes' marks.
  private static let walks = Mutex(0)

  init(of root: Node) {
    nodes = [root]
    Self.walks.withLock { walk in
      walk += 1
      collect(walk)
      nodes.sort { $0.sequence > $1.sequence }
      number()
    }
  }

  private mutating func collect(_ walk: Int) {
    nodes[0].mark = walk
    var next = 0
    while next < nodes.count {
      for edge in nodes[next].edges {
        if let node = edge?.node, node.mark != walk {
          node.mark = walk
          nodes.append(node)
        }
      }
      next += 1
    }
  }

  private mutating func number() {
    firstOutput.reserveCapacity(nodes.count)
    firstEdge.reserveCapacity(nodes.count)
    for (position, node) in nodes.enumerated() {
      node.position = position
      firstOutput.append(outputCount)
      outputCount += node.outputs.count
    }
    for node in nodes {
      firstEdge.append(targets.count)
      for edge in node.edges {
        guard let edge else {
          targets.append((-1, -1))
          continue
        }
        let position = edge.node.position
        targets.append((position, firstOutput[position] + edge.output))
      }
    }
  }

  /// The nodes on a path from the root to one of `wanted`.
  func leading(to wanted: [Node]) -> [Bool] {
    let wanted = Set(wanted.map(ObjectIdentifier.init))
    var useful = nodes.map { wanted.contains(ObjectIdentifier($0)) }
    for index in nodes.indices.reversed() where !useful[index] {
      useful[index] = edges(of: index).contains { $0.node >= 0 && useful[$0.node] }
    }
    return useful
  }

  func edges(of index: Int) -> ArraySlice<(node: Int, place: Int)> {
    let end = index + 1 < firstEdge.count ? firstEdge[index + 1] : targets.count
    return targets[firstEdge[index]..<end]
  }
}
