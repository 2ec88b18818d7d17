import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct LabeledSentencesTests {
  private func read(_ text: String) throws -> LabeledSentences {
    try LabeledSentences(text, name: "trees")
  }

  private func problem(_ text: String) -> String? {
    do {
      _ = try read(text)
      return nil
    } catch { return "\(error)" }
  }

  @Test func readsTrees() throws {
    let read = try read("(3 (2 It) (4 (3 works) (2 .)))\r\n\n(0 bad)\n")
    #expect(read.count == 2 && read.hasTrees && read.classes == 5)
    let tree = read.trees[0]
    #expect(tree.words == ["It", "works", "."])
    #expect(tree.children == [SIMD2(1, 2), SIMD2(0, 3)])
    #expect(tree.labels == [2, 3, 2, 4, 3])
    #expect(tree.spans == [0..<1, 1..<2, 2..<3, 1..<3, 0..<3])
    #expect(read.trees[1].words == ["bad"] && read.trees[1].children.isEmpty)
    #expect(read.label(0) == 3 && read.label(1) == 0)
  }

  @Test func restoresBracketsAndSlashes() throws {
    let tree = try read("(2 (2 (2 -LRB-) (2 1\\/2)) (2 -RRB-))").trees[0]
    #expect(tree.words == ["(", "1/2", ")"])
    #expect(TreebankWords.escaped(")") == "-RRB-" && TreebankWords.escaped("a(b") == "a-LRB-b")
  }

  @Test func readsPlainSentences() throws {
    let read = try read("1\tsimple , and good .\n\n0\tbad\n")
    #expect(read.count == 2 && !read.hasTrees && read.classes == 2)
    #expect(read.trees[0].words == ["simple", ",", "and", "good", "."])
    #expect(read.trees[0].children.isEmpty && read.trees[0].labels == [-1, -1, -1, -1, -1])
    #expect(read.label(0) == 1 && read.label(1) == 0)
  }

  @Test(arguments: [
    ("(2 a", "line 1, column 5: ends inside a bracket"),
    ("(2 a))", "line 1, column 6: has something behind the tree"),
    ("(2 a) (2 b)", "line 1, column 7: has something behind the tree"),
    ("\n(5 a)", "line 2, column 2: lacks a label from 0 to 4 after a bracket"),
    ("(x a)", "column 2: lacks a label"), ("((2 a) (2 b))", "column 2: lacks a label"),
    ("(-1 a)", "column 2: lacks a label"), ("(300 a)", "column 2: lacks a label"),
    ("(2 )", "column 4: has an empty bracket"),
    ("(2 a b)", "column 7: has a node that is neither one word nor two nodes"),
    ("(2 a (2 b))", "neither one word nor two nodes"), ("(2 (2 a))", "neither one word"),
    ("(2 (2 a) (2 b) (2 c))", "neither one word nor two nodes"),
    ("(2 a)\nb", "line 2, column 1: does not begin with a bracket"),
    ("good film", "line 1 is neither a tree in brackets nor a label"),
    ("1\t", "line 1 has no words"), ("101\tx", "line 1 is neither"), ("-1\tx", "is neither"),
    ("", "trees: has no sentences"), (" \n\n", "trees: has no sentences"),
  ]) func refuses(_ text: String, _ expected: String) {
    #expect(problem(text)?.contains(expected) == true, "\(problem(text) ?? "accepted")")
  }

  @Test func boundsTheDepth() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "(2 (2 a) ", count: depth) + "(2 b)"
        + String(repeating: ")", count: depth)
    }
    #expect(try read(nested(999)).trees[0].nodeCount == 1999)
    #expect(problem(nested(1001))?.contains("has brackets more than 1000 deep") == true)
    #expect(problem(String(repeating: "(2 ", count: 100_000))?.contains("1000 deep") == true)
  }

  @Test func boundsTheLength() throws {
    func words(_ count: Int) -> String {
      Array(repeating: "a", count: count).joined(separator: " ")
    }
    #expect(try read("1\tb\n0\t\(words(1000))\n").count == 2)
    #expect(
      problem("1\tb\n0\t\(words(1001))\n")?.contains("line 2 has 1001 words; a sentence may")
        == true)
    // A tree that is wide, not deep.
    func tree(_ count: Int) -> String {
      count == 1 ? "(2 a)" : "(2 \(tree(count / 2)) \(tree(count - count / 2)))"
    }
    #expect(try read(tree(1000)).trees[0].words.count == 1000)
    #expect(problem(tree(1001))?.contains("line 1 has 1001 words") == true)
  }

  /// Whatever happens to a file, it is read or refused in words.
  @Test func survivesDamage() throws {
    let text = Array("(3 (2 It) (4 (3 works) (2 .)))\n(0 (1 (2 a) (2 b)) (2 c))\n".utf8)
    var refused = 0
    for seed in 0..<2000 {
      var random = SplitMix64(seed: UInt64(seed))
      var bytes = text
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8(Array("()0159 a\n".utf8).randomElement(using: &random) ?? 0)
        case 1: bytes.remove(at: place)
        default: bytes.insert(bytes[place], at: place)
        }
      }
      do {
        let trees = try read(String(decoding: bytes, as: UTF8.self)).trees
        for tree in trees where tree.labels.count > tree.words.count {
          #expect(tree.nodeCount == 2 * tree.words.count - 1)
        }
      } catch let error as InputError {
        refused += 1
        #expect(error.description.hasPrefix("trees: "))
      }
    }
    #expect(refused > 500)
  }

  @Test(.requiresTestData("text/sst", "lecture/rt-polarity")) func readsTheRealFiles() throws {
    for (name, count, label) in [
      ("text/sst/train.txt", 8544, 3), ("text/sst/dev.txt", 1101, 3),
      ("text/sst/test.txt", 2210, 2), ("lecture/rt-polarity/04-test.txt", 1066, 0),
    ] {
      let read = try LabeledSentences(#require(TestData.url(name)))
      #expect(read.count == count && read.label(0) == label)
    }
  }
}
