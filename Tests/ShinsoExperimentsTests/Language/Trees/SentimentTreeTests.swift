import ShinsoData
import Testing

@testable import ShinsoExperiments

@Suite struct SentimentTreeTests {
  private func tree(_ text: String) throws -> SentimentTree {
    let tree = try LabeledTree(parse: text, name: "test")
    // Each node's own class is certain: 3 for inner nodes, and the number of letters for words.
    let labels = tree.words.map { min($0.count, 4) } + tree.children.map { _ in 3 }
    return SentimentTree(
      tree: tree,
      probabilities: labels.map { label in (0..<5).map { $0 == label ? 0.75 : 0.0625 } },
      classNames: SentimentData.classNames(5))
  }

  @Test func drawsForATerminal() throws {
    let tree = try tree("(S (NP a b) (VP (V cc) (X good)))")
    #expect(
      tree.lines(isColored: false) == [
        "+   75%", "├─+   75%", "│ ├─-   75%  a", "│ └─-   75%  b", "└─+   75%",
        "  ├─0   75%  cc", "  └─++  75%  good",
      ])
    let colored = tree.lines(isColored: true)
    #expect(colored[0] == "\u{1B}[34m+   75%\u{1B}[0m")
    #expect(colored[2].hasPrefix("│ ├─\u{1B}[31m-"))
    #expect(colored[5].contains("\u{1B}[90m") && colored[6].contains("\u{1B}[1;34m++"))
  }

  @Test func writesBrackets() throws {
    #expect(
      try tree("(S (NP a -LRB-) (X good))").brackets == "(3 (3 (1 a) (1 -LRB-)) (4 good))")
  }

  @Test func signsTellClasses() {
    let signs = { (count: Int) in (0..<count).map { SentimentTree.sign($0, of: count) } }
    #expect(signs(5) == ["--", "-", "0", "+", "++"])
    #expect(signs(2) == ["-", "+"] && signs(3) == ["-", "0", "+"])
    #expect(signs(7) == ["---", "--", "-", "0", "+", "++", "+++"])
  }

  @Test func drawsAPicture() throws {
    let picture = try tree("(S (NP a<b&c 映画) (X \u{1}bad))").svg
    #expect(picture.contains(">a&lt;b&amp;c</text>") && picture.contains(">映画</text>"))
    #expect(!picture.contains("\u{1}") && picture.contains("very negative 6%"))
    #expect(picture.components(separatedBy: "<path").count == 1 + 4)
  }

  /// Deep trees need no deep stack.
  @Test func drawsDeepTrees() {
    let tree = LabeledTree(rightBranching: (0..<900).map(String.init))
    let all = SentimentTree(
      tree: tree, probabilities: (0..<tree.nodeCount).map { _ in [0.4, 0.6] },
      classNames: SentimentData.classNames(2))
    #expect(all.lines(isColored: false).count == 1799)
    #expect(all.brackets.hasSuffix(String(repeating: ")", count: 900)))
    #expect(all.svg.hasSuffix("</svg>\n"))
  }
}
