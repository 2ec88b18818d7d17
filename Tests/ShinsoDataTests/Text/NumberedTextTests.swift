import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct NumberedTextTests {
  @Test func theEndIsHeldOut() throws {
    for count in [1, 19, 20, 39, 40, 41, 999, 1000] {
      let text = String((0..<count).map { Character(Unicode.Scalar(UInt8(97 + $0 % 26))) })
      let data = try TokenizedText(by: .characters) { try $0(text) }
      #expect(data.train.count == count * 19 / 20 && data.heldOut.count == count - data.train.count)
      #expect(data.heldOutCharacterCount == data.heldOut.count)
      #expect(Array(data.train) == data.vocabulary.encode(String(text.prefix(data.train.count))))
    }
    let data = try TokenizedText(by: .space, heldOut: 0.5) { line in
      for part in ["a b\n", "c\n", "dog a"] { try line(part) }
    }
    #expect(data.vocabulary.tokens == ["<unk>", "a", "b", "\n"])
    #expect(Array(data.train) == [1, 2, 3] && Array(data.heldOut) == [0, 3, 0, 1])
    // "c", the line break, "dog a".
    #expect(data.heldOutCharacterCount == 7)
    // "c" and "dog", an end each.
    #expect(data.heldOutUnknownLength == 2 + 4 && data.rarerCount == 0)
    let frequent = try TokenizedText(
      by: .space, limits: TokenizedText.Limits(minimumCount: 2), heldOut: 0.5
    ) { try $0("a b a c d e f g") }
    #expect(frequent.rarerCount == 2 && frequent.heldOutUnknownLength == 4 * 2)
    let again = try TokenizedText(by: data.vocabulary, heldOut: 0.5) { try $0("a b\nc\ndog a") }
    #expect(Array(again.heldOut) == Array(data.heldOut))
  }

  @Test func piecesAreLearnedFromTheBeginningAlone() throws {
    let tokenizer = try Tokenizer(.bpe)
    let data = try TokenizedText(
      by: tokenizer, limits: TokenizedText.Limits(merges: 2), heldOut: 0.5
    ) { try $0("abab abab\nxyxy xyxy xyxy") }
    #expect(data.vocabulary.tokenizer.pairs.merges == ["b a", "ba b</w>"])
    #expect(data.vocabulary.tokens == ["<unk>", "a@@", "bab", "\n"])
    #expect(Array(data.train) == [1, 2, 1, 2, 3])
    #expect(data.heldOut.allSatisfy { $0 == 0 } && data.heldOutCharacterCount == 14)
  }

  @Test func manyIdsGoIntoAFile() throws {
    let text = String(repeating: "the cat sat on the mat\n", count: 200)
    let inMemory = try NumberedText(by: .space) { try $0(text) }
    let inFile = try NumberedText(by: .space, limit: 64) { try $0(text) }
    let vocabulary = inFile.counts(0..<inFile.count, by: .space).vocabulary()
    #expect(vocabulary.tokens == ["<unk>", "the", "cat", "sat", "on", "mat", "\n"])
    let ids = try inFile.encoded(7..<1400, vocabulary, limit: 64)
    #expect(Array(ids) == Array(try inMemory.encoded(7..<1400, vocabulary)))
    #expect(ids.count == 1393 && ids.first == 1 && ids.last == 6)
  }
}
