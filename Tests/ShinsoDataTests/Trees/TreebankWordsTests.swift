import ShinsoData
import Testing

@Suite struct TreebankWordsTests {
  @Test(arguments: [
    ("It isn't bad.", "It is n't bad ."),
    (
      "The film's cast (all of it) can't act, does it?",
      "The film 's cast ( all of it ) ca n't act , does it ?"
    ),
    ("“Rare,” she said.", "`` Rare , '' she said ."),
    ("\"Rare\" and 1,000 more... no -- yes!", "`` Rare '' and 1,000 more ... no -- yes !"),
    ("We’ll see: Mr. Smith's in the U.S. now.", "We 'll see : Mr. Smith 's in the U.S. now ."),
    ("  already split , you see .  ", "already split , you see ."), ("", ""),
  ]) func splits(_ sentence: String, _ expected: String) {
    #expect(TreebankWords.split(sentence).joined(separator: " ") == expected)
  }

  @Test func branchesToTheRight() {
    let tree = LabeledTree(rightBranching: ["a", "b", "c", "."])
    #expect(tree.children == [SIMD2(1, 2), SIMD2(0, 4), SIMD2(5, 3)])
    #expect(LabeledTree(rightBranching: ["a", "b"]).children == [SIMD2(0, 1)])
    #expect(LabeledTree(rightBranching: ["a", "."]).children == [SIMD2(0, 1)])
    #expect(LabeledTree(rightBranching: ["a"]).children.isEmpty)
    // Clause by clause: `(((a b) ,) (but (c d)))`, then the mark.
    #expect(
      LabeledTree(rightBranching: ["a", "b", ",", "but", "c", "d", "."]).children == [
        SIMD2(0, 1), SIMD2(7, 2), SIMD2(4, 5), SIMD2(3, 9), SIMD2(8, 10), SIMD2(11, 6),
      ])
    #expect(LabeledTree(rightBranching: [",", "but", ","]).spans.last == 0..<3)
  }

  @Test func readsWhatParsersWrite() throws {
    let tree = try LabeledTree(
      parse: "(ROOT (S (NP (DT The) (JJ old) (NN film)) (VP (VBZ works)) (. .)))", name: "parse")
    #expect(tree.words == ["The", "old", "film", "works", "."])
    // Several parts are divided from the right, one is passed over.
    #expect(tree.children == [SIMD2(1, 2), SIMD2(0, 5), SIMD2(3, 4), SIMD2(6, 7)])
    #expect(try LabeledTree(parse: "( (S (NP It) (VP works)))", name: "parse").words.count == 2)
    #expect(throws: (any Error).self) { try LabeledTree(parse: "It works", name: "parse") }
  }
}
