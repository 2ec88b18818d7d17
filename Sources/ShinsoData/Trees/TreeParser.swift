import ShinsoTensor

/// Reads a tree in the brackets of the Penn Treebank: `(3 (2 It) (3 (3 works) (2 .)))`.
struct TreeParser {
  /// What the first word after a bracket is.
  enum Labels {
    /// A label from 0 to this number less one; every node has one or two parts.
    case numbers(below: Int)
    /// Anything, and not kept. Nodes with one part are passed over, and such with several are divided
    /// from the right. This is what parsers write.
    case ignored
  }

  /// The brackets of a sentence are hardly ever nested more than thirty deep.
  static let deepest = 1000

  let labels: Labels
  /// The file that error messages name.
  let name: String
  /// The line that error messages name, if there are lines.
  var line: Int?

  private struct Node {
    var label: Int8
    var parts: [Int32] = []
    /// Whether a part is a word and no node.
    var hasWord = false
  }

  /// What is known of a tree while it is read. Inner nodes are negative: -1, -2, … in order.
  private struct Draft {
    var words: [String] = []
    var wordLabels: [Int8] = []
    var children: [SIMD2<Int32>] = []
    var innerLabels: [Int8] = []

    mutating func join(_ left: Int32, _ right: Int32, _ label: Int8) -> Int32 {
      children.append(SIMD2(left, right))
      innerLabels.append(label)
      return -Int32(children.count)
    }

    /// Words count from 0, and inner nodes after them.
    var tree: LabeledTree {
      let count = Int32(words.count)
      func number(_ node: Int32) -> Int32 { node < 0 ? count - 1 - node : node }
      return LabeledTree(
        words: words, children: children.map { SIMD2(number($0.x), number($0.y)) },
        labels: wordLabels + innerLabels)
    }
  }

  /// - Throws: `InputError` naming line and column of what is wrong.
  func parse(_ text: some StringProtocol) throws -> LabeledTree {
    var scanner = Scanner(Array(text.utf8))
    var draft = Draft()
    var open: [Node] = []
    var root: Int32?
    while let token = scanner.next() {
      if root != nil { throw problem(scanner, "has something behind the tree") }
      switch token {
      case .opening:
        guard open.count < Self.deepest else {
          throw problem(scanner, "has brackets more than \(Self.deepest) deep")
        }
        open.append(Node(label: try label(&scanner)))
      case .word(let word):
        guard let last = open.indices.last else {
          throw problem(scanner, "does not begin with a bracket")
        }
        draft.words.append(word)
        draft.wordLabels.append(open[last].label)
        open[last].parts.append(Int32(draft.words.count - 1))
        open[last].hasWord = true
      case .closing:
        guard let node = open.popLast() else {
          throw problem(scanner, "closes a bracket that it did not open")
        }
        let made = try close(node, scanner, &draft)
        if let parent = open.indices.last { open[parent].parts.append(made) } else { root = made }
      }
    }
    guard open.isEmpty, root != nil else {
      throw problem(scanner, root == nil && open.isEmpty ? "has no tree" : "ends inside a bracket")
    }
    return draft.tree
  }

  private func label(_ scanner: inout Scanner) throws -> Int8 {
    switch labels {
    case .ignored:
      // `( (S …))` is how the Penn Treebank begins.
      _ = scanner.word()
      return LabeledTree.unlabeled
    case .numbers(let count):
      guard let text = scanner.word(), let label = Int8(text), label >= 0, Int(label) < count else {
        throw problem(scanner, "lacks a label from 0 to \(count - 1) after a bracket")
      }
      return label
    }
  }

  /// The node that a closed bracket makes.
  private func close(_ node: Node, _ scanner: Scanner, _ draft: inout Draft) throws -> Int32 {
    guard let last = node.parts.last else { throw problem(scanner, "has an empty bracket") }
    if case .ignored = labels {
      return node.parts.dropLast().reversed().reduce(last) { draft.join($1, $0, node.label) }
    }
    // A word is a part alone: `(2 film)`.
    guard node.parts.count == (node.hasWord ? 1 : 2) else {
      throw problem(scanner, "has a node that is neither one word nor two nodes")
    }
    if node.hasWord { return last }
    return draft.join(node.parts[0], node.parts[1], node.label)
  }

  private func problem(_ scanner: Scanner, _ text: String) -> InputError {
    let place = line.map { "line \($0), column \(scanner.column)" } ?? "column \(scanner.column)"
    return InputError(name, "\(place): \(text)")
  }
}

private enum Token {
  case opening
  case closing
  case word(String)
}

/// Takes brackets and words apart.
private struct Scanner {
  private let bytes: [UInt8]
  private var place = 0
  private var start = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Of the last token, counted in bytes from 1.
  var column: Int { start + 1 }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }
  private static func isBracket(_ byte: UInt8) -> Bool { byte == 0x28 || byte == 0x29 }

  mutating func next() -> Token? {
    while place < bytes.count, Self.isSpace(bytes[place]) { place += 1 }
    start = place
    guard place < bytes.count else { return nil }
    if Self.isBracket(bytes[place]) {
      place += 1
      return bytes[start] == 0x28 ? .opening : .closing
    }
    return word().map { .word($0) }
  }

  /// What comes up to the next space or bracket; nil if that is nothing.
  mutating func word() -> String? {
    start = place
    while place < bytes.count, !Self.isSpace(bytes[place]), !Self.isBracket(bytes[place]) {
      place += 1
    }
    if place == start { return nil }
    return TreebankWords.plain(String(decoding: bytes[start..<place], as: UTF8.self))
  }
}
