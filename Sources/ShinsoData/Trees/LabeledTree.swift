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
  /// phrases mostly are, but a mark at the end of the sentence with everything to its left.
  ///
  /// - Parameter words: at least one.
  public init(rightBranching words: [String]) {
    precondition(!words.isEmpty, "LabeledTree: no words")
    let hasMark = words.count > 2 && [".", "!", "?"].contains(words[words.count - 1])
    let phrase = words.count - (hasMark ? 1 : 0)
    var children: [SIMD2<Int32>] = []
    var right = Int32(phrase - 1)
    for left in (0..<max(phrase - 1, 0)).reversed() {
      children.append(SIMD2(Int32(left), right))
      right = Int32(words.count + children.count - 1)
    }
    if hasMark { children.append(SIMD2(right, Int32(phrase))) }
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
