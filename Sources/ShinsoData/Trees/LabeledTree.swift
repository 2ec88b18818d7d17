/// A binary tree over the words of a sentence, with a label at every node.
///
/// The words are nodes 0, 1, … from left to right; inner nodes follow, children before parents, and
/// the root is last. A sentence without a tree is a row of words: it has no inner nodes.
public struct LabeledTree: Sendable, Hashable {
  public let words: [String]
  /// The left and the right child of each inner node.
  public let children: [SIMD2<Int32>]
  /// The label of each node, from 0; ``unlabeled`` where there is none.
  public var labels: [Int8]

  public static let unlabeled: Int8 = -1

  /// A tree whose parts fit together.
  init(words: [String], children: [SIMD2<Int32>], labels: [Int8]) {
    self.words = words
    self.children = children
    self.labels = labels
  }

  /// A tree without labels in which each word is joined with everything to its right, as English
  /// phrases mostly are: within each clause, which ends behind a comma or the like or before `but`, and
  /// then clause by clause. A mark at the end of the sentence is joined with everything to its left.
  ///
  /// - Parameter words: at least one.
  public init(rightBranching words: [String]) {
    precondition(!words.isEmpty, "LabeledTree: no words")
    var children: [SIMD2<Int32>] = []
    func join(_ left: Int32, _ right: Int32) -> Int32 {
      children.append(SIMD2(left, right))
      return Int32(words.count + children.count - 1)
    }
    func branch(_ nodes: [Int32]) -> Int32 {
      nodes.dropLast().reversed().reduce(nodes[nodes.count - 1]) { join($1, $0) }
    }
    let hasMark = words.count > 2 && [".", "!", "?"].contains(words[words.count - 1])
    let end = words.count - (hasMark ? 1 : 0)
    var clauses: [Int32] = []
    var clause: [Int32] = []
    for place in 0..<end {
      let isSeparator = [",", ";", ":", "--"].contains(words[place])
      if isSeparator, !clause.isEmpty, place + 1 < end {
        clauses.append(join(branch(clause), Int32(place)))
        clause = []
        continue
      }
      if words[place].lowercased() == "but", !clause.isEmpty {
        clauses.append(branch(clause))
        clause = []
      }
      clause.append(Int32(place))
    }
    clauses.append(branch(clause))
    let sentence = branch(clauses)
    if hasMark { _ = join(sentence, Int32(end)) }
    self.init(words: words, children: children)
  }

  /// A tree without labels. The parts must fit together: words from 0, then inner nodes.
  package init(words: [String], children: [SIMD2<Int32>]) {
    self.init(
      words: words, children: children,
      labels: Array(repeating: Self.unlabeled, count: words.count + children.count))
  }

  public var nodeCount: Int { words.count + children.count }

  /// The label of the whole sentence.
  public var rootLabel: Int8 { labels[labels.count - 1] }

  /// The words below each node, as a range of word numbers.
  public var spans: [Range<Int>] {
    var spans = words.indices.map { $0..<$0 + 1 }
    for pair in children {
      spans.append(spans[Int(pair.x)].lowerBound..<spans[Int(pair.y)].upperBound)
    }
    return spans
  }
}
