/// Builds trees of several sentences at once, each from the bottom up: of all neighbors those whose
/// reconstruction is best become one node. Every round joins two nodes of each sentence and asks for
/// the parents of the pairs that are new.
struct GreedyTrees {
  /// Two neighbors, as places in `nodes` of a sentence.
  struct Pair {
    let sentence: Int
    let left: Int
  }

  private struct Node {
    /// Its number in the tree.
    let number: Int32
    /// Its row in `vectors`.
    let row: Int
    let leafCount: Int
    /// The node that it and its right neighbor would make; nil until it is known.
    var joined: (row: Int, error: Float)?
  }

  private(set) var children: [[SIMD2<Int32>]]
  private let leafCounts: [Int]
  private let size: Int
  /// One row a word, and one a pair that was asked for.
  private var vectors: [Float]
  /// What is left of each sentence, from left to right.
  private var nodes: [[Node]]
  /// Those that are to be added next.
  private(set) var pairs: [Pair] = []

  /// - Parameter vectors: of all words, one after the other.
  init(_ leafCounts: [Int], vectors: [Float], size: Int) {
    self.leafCounts = leafCounts
    self.vectors = vectors
    self.size = size
    children = leafCounts.map { _ in [] }
    var row = 0
    nodes = leafCounts.map { count in
      defer { row += count }
      return (0..<count).map { Node(number: Int32($0), row: row + $0, leafCount: 1) }
    }
    pairs = nodes.indices.flatMap { sentence in
      nodes[sentence].indices.dropLast().map { Pair(sentence: sentence, left: $0) }
    }
  }

  /// The two vectors of each pair, one after the other.
  func vectors(of pairs: [Pair]) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(pairs.count * 2 * size)
    for pair in pairs {
      for node in nodes[pair.sentence][pair.left...pair.left + 1] {
        result += vectors[node.row * size..<(node.row + 1) * size]
      }
    }
    return result
  }

  /// Takes the parents of `pairs` and what is reconstructed from them, and joins the best two nodes of
  /// each sentence. There may be more rows than pairs.
  mutating func add(parents: [Float], reconstructions: [Float]) {
    for (place, pair) in pairs.enumerated() {
      let (left, right) = (nodes[pair.sentence][pair.left], nodes[pair.sentence][pair.left + 1])
      let share = Float(left.leafCount) / Float(left.leafCount + right.leafCount)
      let start = place * 2 * size
      let error =
        share * distance(left.row, reconstructions, start)
        + (1 - share) * distance(right.row, reconstructions, start + size)
      nodes[pair.sentence][pair.left].joined = (vectors.count / size, error)
      vectors += parents[place * size..<(place + 1) * size]
    }
    pairs = nodes.indices.flatMap { joinBest($0) }
  }

  private func distance(_ row: Int, _ others: [Float], _ start: Int) -> Float {
    var sum: Float = 0
    for i in 0..<size {
      let difference = vectors[row * size + i] - others[start + i]
      sum += difference * difference
    }
    return sum
  }

  /// Returns the pairs of the new node with its neighbors.
  private mutating func joinBest(_ sentence: Int) -> [Pair] {
    let row = nodes[sentence]
    let candidates = row.indices.dropLast()
    guard
      let left = candidates.min(by: {
        (row[$0].joined?.error ?? .infinity) < (row[$1].joined?.error ?? .infinity)
      }), let joined = row[left].joined
    else { return [] }
    children[sentence].append(SIMD2(row[left].number, row[left + 1].number))
    nodes[sentence][left] = Node(
      number: Int32(leafCounts[sentence] + children[sentence].count - 1), row: joined.row,
      leafCount: row[left].leafCount + row[left + 1].leafCount)
    nodes[sentence].remove(at: left + 1)
    let last = nodes[sentence].count - 1
    return [left - 1, left].filter { $0 >= 0 && $0 < last }
      .map { Pair(sentence: sentence, left: $0) }
  }
}
