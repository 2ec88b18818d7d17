/// The way to each word in a binary tree in which frequent words lie near the root (Huffman 1952).
struct HuffmanPaths: Sendable {
  /// The path of word `w` is from `starts[w]` to `starts[w + 1]`.
  let starts: [Int32]
  /// Inner nodes from the root on; there is one fewer than there are words.
  let nodes: [Int32]
  /// 1 where the path goes on to the first of two nodes, 0 where to the second.
  let labels: [Float]

  /// - Parameter counts: of each word, not rising.
  init(_ counts: [Int]) {
    let (words, total) = (counts.count, max(2 * counts.count - 1, 0))
    var sums = counts + [Int](repeating: .max, count: max(total - words, 0))
    var parents = [Int](repeating: 0, count: total)
    var isRight = [Bool](repeating: false, count: total)
    // Words from the rarest on and inner nodes from the oldest on are both in rising order.
    var (word, node) = (words - 1, words)
    func takeLeast() -> Int {
      if word >= 0, sums[word] < sums[node] {
        word -= 1
        return word + 1
      }
      node += 1
      return node - 1
    }
    for made in words..<max(total, words) {
      let (first, second) = (takeLeast(), takeLeast())
      sums[made] = sums[first] &+ sums[second]
      parents[first] = made
      parents[second] = made
      isRight[second] = true
    }
    var (starts, nodes, labels) = ([Int32](), [Int32](), [Float]())
    for word in 0..<words {
      starts.append(Int32(nodes.count))
      var path: [(node: Int32, label: Float)] = []
      var place = word
      while place != total - 1 {
        path.append((Int32(parents[place] - words), isRight[place] ? 0 : 1))
        place = parents[place]
      }
      for step in path.reversed() {
        nodes.append(step.node)
        labels.append(step.label)
      }
    }
    self.starts = starts + [Int32(nodes.count)]
    self.nodes = nodes
    self.labels = labels
  }
}
