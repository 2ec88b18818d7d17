import ShinsoData

/// A sentence's tree with the probabilities of the classes at every node, to be shown.
struct SentimentTree: Sendable {
  let tree: LabeledTree
  /// Of each node, from the worst class to the best.
  let probabilities: [[Double]]
  let classNames: [String]

  var root: Int { tree.nodeCount - 1 }

  /// The likeliest class of a node.
  func label(_ node: Int) -> Int {
    let all = probabilities[node]
    return all.firstIndex(of: all.max() ?? 0) ?? 0
  }

  /// The left and the right child; nil for a word.
  func children(_ node: Int) -> (left: Int, right: Int)? {
    guard node >= tree.words.count else { return nil }
    let pair = tree.children[node - tree.words.count]
    return (Int(pair.x), Int(pair.y))
  }

  /// A class as a sign: `--`, `-`, `0`, `+` or `++` of five.
  static func sign(_ label: Int, of classes: Int) -> String {
    let half = classes / 2
    let isOdd = classes % 2 == 1
    let distance = label < half ? label - half : label - half + (isOdd ? 0 : 1)
    if distance == 0 { return "0" }
    return String(repeating: distance < 0 ? "-" : "+", count: min(abs(distance), 3))
  }

  func sign(_ node: Int) -> String { Self.sign(label(node), of: classNames.count) }

  /// Where a class lies between the worst, -1, and the best, 1.
  func value(_ label: Int) -> Double {
    2 * Double(label) / Double(max(classNames.count - 1, 1)) - 1
  }

  /// In the brackets of the Penn Treebank, with the class of each node: `(3 (2 It) (3 works))`.
  var brackets: String {
    var texts: [String] = []
    for node in 0..<tree.nodeCount {
      let parts =
        children(node).map { "\(texts[$0.left]) \(texts[$0.right])" }
        ?? TreebankWords.escaped(tree.words[node])
      texts.append("(\(label(node)) \(parts))")
      // A subtree is needed once, by its parent.
      if let pair = children(node) {
        texts[pair.left] = ""
        texts[pair.right] = ""
      }
    }
    return texts.last ?? ""
  }
}
