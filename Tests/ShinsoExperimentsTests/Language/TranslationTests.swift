import ShinsoData
import ShinsoModels
import Testing

@testable import ShinsoExperiments

@Suite struct TranslationTests {
  private func vocabulary(_ words: String...) throws -> Vocabulary {
    try Vocabulary(["<unk>", "<s>", "</s>"] + words, tokenizer: .space, name: "test")
  }

  private func pairs(_ count: Int) -> [SentencePair] {
    (0..<count).map { SentencePair(source: "s\($0)", target: "s\($0 + 1)") }
  }

  @Test func whatLooksLikeTheEndIsAWord() throws {
    let words = try vocabulary("a")
    #expect(words.encode(sentence: "<s> a </s> b") == [0, 3, 0, 0])
    let tokens = TokenizedPairs(
      [
        SentencePair(source: "a", target: "a </s> a"), SentencePair(source: "a a a a", target: "a"),
      ],
      source: words, target: words, maximumLength: 3)
    #expect(tokens.tokens.targets == [[3, 0, 3]] && tokens.pairs.count == 1)
  }

  @Test func readsWhatHasTokensAndNotTooMany() throws {
    let reader = SentenceReader(vocabulary: try vocabulary("a"), maximumLength: 2)
    #expect(reader.reads("a b") && !reader.reads("a a a") && !reader.reads(" "))
    #expect(try reader.encode("a b", "text") == [3, 0])
  }

  /// Both sentences of a pair from the middle would be in the pairs beside it.
  @Test func theEndOfATextIsHeldOut() {
    let all = pairs(10)
    let (train, dev) = PairData.split(all, .next, 0.2, 1)
    #expect(dev == Array(all[8...]) && train == Array(all[..<7]))
    let known = Set(train.flatMap { [$0.source, $0.target] })
    #expect(dev.allSatisfy { !known.contains($0.source) && !known.contains($0.target) })
    #expect(PairData.split(pairs(2), .next, 0.5, 1).train.count == 2)
    let given = PairData.split(all, .given, 0.2, 1)
    #expect(given.dev.count == 2 && Set(given.train + given.dev) == Set(all))
  }

  @Test func theDigestTellsPairsApart() {
    #expect(PairData.digest(pairs(3)) == PairData.digest(pairs(3)))
    #expect(PairData.digest(pairs(3)) != PairData.digest(pairs(4)))
    let (a, b) = (SentencePair(source: "ab", target: "c"), SentencePair(source: "a", target: "bc"))
    #expect(PairData.digest([a]) != PairData.digest([b]))
  }

  @Test func searchesByTheOptions() throws {
    let usual = try SearchOptions.parse([]).search
    #expect(usual.width == 5 && usual.normalization == 1)
    let own = try SearchOptions.parse(["--beam", "2", "--length-penalty", "0.25"]).search
    #expect(own.width == 2 && own.normalization == 0.25)
  }
}
