import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct BytePairsTests {
  /// `Tools/golden/byte_pairs.py` made the values.
  private struct Golden: Decodable {
    struct Count: Decodable {
      let word: String
      let count: Int
    }

    let words: [Count]
    let merges: [String]
    let pieces: [String: [String]]
  }

  private func golden() throws -> Golden {
    let fixture = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Fixtures/byte-pairs.json")
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: fixture))
  }

  @Test func learnsAsItsAuthorsProgram() throws {
    let golden = try golden()
    let words = golden.words.map { (word: $0.word, count: $0.count) }
    let pairs = BytePairs(learnedFrom: words, merges: 80)
    #expect(pairs.merges == golden.merges)
    let read = try BytePairs(merges: golden.merges, name: "m")
    #expect(read == pairs)
    for tokenizer in [
      try Tokenizer(.bpe, pairs: pairs), try Tokenizer(.bpe, pairs: read),
      try Tokenizer(.bpe).learning(from: words, merges: 80),
    ] {
      for (word, pieces) in golden.pieces {
        #expect(tokenizer.tokens(of: word) == pieces)
        #expect(tokenizer.joined(pieces) == word)
      }
    }
  }

  @Test func piecesBecomeTextAgain() throws {
    let tokenizer = try Tokenizer(.bpe, pairs: BytePairs(merges: ["l o", "lo w</w>"], name: "m"))
    let text = "low slow\n@@ a"
    #expect(
      tokenizer.tokens(of: text)
        == ["low", "s@@", "low", "\n", "@@@", "@", "a"])
    #expect(tokenizer.joined(tokenizer.tokens(of: text)) == text)
  }

  @Test func whatOccursOnceIsNotMerged() {
    #expect(BytePairs(learnedFrom: [("abc", 1), ("x", 9)], merges: 10).merges.isEmpty)
    #expect(BytePairs(learnedFrom: [], merges: 10).merges.isEmpty)
  }

  /// U+0600 and what follows are one character; so are a letter and an accent that follows it.
  @Test(arguments: ["\u{600}a", "a\u{600}", "\u{600}", "e\u{301}e\u{301}", "\u{301}\u{600}b"])
  func whatJoinsItsNeighborsComesBack(word: String) throws {
    for merges in [0, 1, 9] {
      let tokenizer = try Tokenizer(.bpe).learning(
        from: [(word, 5), ("\(word)\(word)", 3)], merges: merges)
      #expect(tokenizer.pairs.merges.count >= min(merges, 1))
      let again = try Tokenizer(json: tokenizer.json, name: "m")
      for text in [word, "\(word)\(word)", "b\(word) \(word)"] {
        let pieces = tokenizer.tokens(of: text)
        #expect(again.tokens(of: text).map { Array($0.utf8) } == pieces.map { Array($0.utf8) })
        #expect(Array(again.joined(pieces).utf8) == Array(text.utf8))
      }
    }
  }

  @Test func endlessWordsAreDivided() throws {
    let word = String(repeating: "ab", count: 100_000)
    let tokenizer = try Tokenizer(.bpe).learning(from: [(word, 1)], merges: 5)
    #expect(tokenizer.pairs.merges.first == "a b")
    #expect(tokenizer.joined(tokenizer.tokens(of: word)) == word)
  }
}
