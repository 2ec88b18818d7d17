import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct TokenTests {
  private func tokens(_ text: String, _ unit: TokenUnit) -> [String] {
    var tokens: [String] = []
    unit.forEachToken(in: text) { tokens.append(String($0)) }
    #expect(unit.count(in: text) == tokens.count)
    return tokens
  }

  @Test func textsAreCut() {
    #expect(tokens("か\u{3099}a\n👩‍👧 ", .character) == ["か\u{3099}", "a", "\n", "👩‍👧", " "])
    #expect(
      tokens(" the  cat\tsat\n\n　吾輩 は\n", .word) == [
        "the", "cat", "sat", "\n", "\n", "吾輩", "は", "\n",
      ])
    #expect(tokens("a", .word) == ["a"] && tokens("", .word).isEmpty)
    #expect(TokenUnit.word.joined(["a", "b", "\n", "c"]) == "a b\nc")
    #expect(TokenUnit.character.joined(["a", "b", "\n"]) == "ab\n")
  }

  @Test func theEndIsHeldOut() {
    for count in [1, 19, 20, 39, 40, 41, 999, 1000] {
      let text = String((0..<count).map { Character(Unicode.Scalar(UInt8(97 + $0 % 26))) })
      let (train, heldOut) = TokenUnit.character.split(text)
      #expect(train.count == count * 19 / 20 && train + heldOut == text)
    }
    let (train, heldOut) = TokenUnit.word.split("a b c\nd ", heldOut: 0.5)
    #expect(train == "a b " && heldOut == "c\nd ")
    #expect(TokenUnit.word.split("a b", heldOut: 0).train == "a b")
  }

  @Test func frequentTokensComeFirst() throws {
    var counts = TokenCounts(by: .word)
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
    var counts = TokenCounts(by: .character)
    counts.add(text)
    let vocabulary = counts.vocabulary()
    #expect(vocabulary.count == 3)
    #expect(try vocabulary.decode(vocabulary.encode(text)).utf8.elementsEqual(text.utf8))
    #expect(try Vocabulary(json: vocabulary.json, unit: .character, name: "m") == vocabulary)
  }

  @Test func aVocabularyComesBackFromItsFile() throws {
    var counts = TokenCounts(by: .word)
    counts.add("\"quote\" back\\slash / \u{1} \u{2028}猫\n")
    let vocabulary = counts.vocabulary(special: ["<s>"])
    #expect(!vocabulary.json.contains("\n"))
    #expect(try Vocabulary(json: vocabulary.json, unit: .word, name: "m") == vocabulary)
  }

  @Test func badVocabulariesAndIdsAreRefused() throws {
    func problem(_ json: String) -> String {
      TextSamples.problem { _ = try Vocabulary(json: json, unit: .word, name: "m") }
    }
    #expect(
      problem(#"["<unk>","a","b","a"]"#) == "m: tokens 1 and 3 of the vocabulary are both 'a'")
    #expect(problem(#"["a"]"#) == "m: the vocabulary has no token <unk>")
    #expect(problem(#"["<unk>",""]"#) == "m: token 1 of the vocabulary is empty")
    for json in ["", "{}", "[1]", #"["<unk>","\ud800"]"#] {
      #expect(problem(json) == "m: the vocabulary is not a JSON list of strings")
    }
    let vocabulary = try Vocabulary(["<unk>", "a"], unit: .word, name: "m")
    for id in [Int32(-1), 2, .max] {
      #expect(
        TextSamples.problem { _ = try vocabulary.decode([0, id]) }
          == "\(id): is not an id of a vocabulary of 2 tokens")
    }
  }

  @Test(.requiresTestData("text/neko.txt"))
  func theNovelComesBackFromItsIds() throws {
    let text = try TextFile(#require(TextSamples.neko)).text
    var counts = TokenCounts(by: .character)
    counts.add(text)
    // Without the carriage return, with the unknown token.
    let vocabulary = counts.vocabulary()
    #expect(vocabulary.count == 3042 && counts.total == 328_721)
    #expect(counts.count(of: "\n") == 9_964)
    let ids = vocabulary.encode(text)
    #expect(try vocabulary.decode(ids) == text)
    let (train, heldOut) = TokenUnit.character.split(text)
    #expect(train.count == 312_284 && heldOut.count == 16_437)
  }
}
