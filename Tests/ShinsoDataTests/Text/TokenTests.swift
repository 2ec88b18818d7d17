import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct TokenTests {
  @Test func frequentTokensComeFirst() throws {
    var counts = TokenCounts(by: .space)
    counts.add("b a c a b d <unk>\n")
    #expect(counts.total == 8 && counts.count(of: "a") == 2 && counts.count(of: "x") == 0)
    #expect(counts.vocabulary().tokens == ["<unk>", "b", "a", "c", "d", "\n"])
    #expect(counts.vocabulary(minimumCount: 2).tokens == ["<unk>", "b", "a"])
    #expect(counts.vocabulary(maximumSize: 4).tokens == ["<unk>", "b", "a", "c"])
    #expect(
      counts.vocabulary(maximumSize: 3, special: ["<s>", "a"]).tokens == ["<unk>", "<s>", "a"])
    let vocabulary = counts.vocabulary(maximumSize: 3)
    #expect(vocabulary.encode("a x b <unk> c\n") == [2, 0, 1, 0, 0, 0])
    #expect(try vocabulary.decode([2, 0, 1]) == "a <unk> b")
    #expect(vocabulary.id(of: "b") == 1 && vocabulary.id(of: "c") == nil)
  }

  @Test func spellingsOfOneCharacterAreTwoTokens() throws {
    let text = "\u{304C}か\u{3099}"
    var counts = TokenCounts(by: .characters)
    counts.add(text)
    let vocabulary = counts.vocabulary()
    #expect(vocabulary.count == 3)
    #expect(try vocabulary.decode(vocabulary.encode(text)).utf8.elementsEqual(text.utf8))
    #expect(try Vocabulary(json: vocabulary.json, tokenizer: .characters, name: "m") == vocabulary)
  }

  @Test func aVocabularyComesBackFromItsFile() throws {
    var counts = TokenCounts(by: .space)
    counts.add("\"quote\" back\\slash / \u{1} \u{2028}猫\n")
    let vocabulary = counts.vocabulary(special: ["<s>"])
    #expect(!vocabulary.json.contains("\n"))
    #expect(try Vocabulary(json: vocabulary.json, tokenizer: .space, name: "m") == vocabulary)
  }

  @Test func badVocabulariesAndIdsAreRefused() throws {
    func problem(_ json: String) -> String {
      TextSamples.problem { _ = try Vocabulary(json: json, tokenizer: .space, name: "m") }
    }
    #expect(
      problem(#"["<unk>","a","b","a"]"#) == "m: tokens 1 and 3 of the vocabulary are both 'a'")
    #expect(problem(#"["a"]"#) == "m: the vocabulary has no token <unk>")
    #expect(problem(#"["<unk>",""]"#) == "m: token 1 of the vocabulary is empty")
    for json in ["", "{}", "[1]", #"["<unk>","\ud800"]"#] {
      #expect(problem(json) == "m: the vocabulary is not a JSON list of strings")
    }
    let vocabulary = try Vocabulary(["<unk>", "a"], tokenizer: .space, name: "m")
    for id in [Int32(-1), 2, .max] {
      #expect(
        TextSamples.problem { _ = try vocabulary.decode([0, id]) }
          == "\(id): is not an id of a vocabulary of 2 tokens")
    }
  }

  @Test(.requiresTestData("text/neko.txt"))
  func theNovelComesBackFromItsIds() throws {
    let text = try TextFile(#require(TextSamples.neko)).text
    var counts = TokenCounts(by: .characters)
    counts.add(text)
    // Without the carriage return, with the unknown token.
    let vocabulary = counts.vocabulary()
    #expect(vocabulary.count == 3042 && counts.total == 328_721)
    #expect(counts.count(of: "\n") == 9_964)
    let ids = vocabulary.encode(text)
    #expect(try vocabulary.decode(ids) == text)
  }
}
