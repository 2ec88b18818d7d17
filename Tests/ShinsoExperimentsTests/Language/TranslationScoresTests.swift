import ShinsoData
import Testing

@testable import ShinsoExperiments

@Suite struct TranslationScoresTests {
  @Test func agreementCountsCharactersInOrder() {
    let scores = TranslationScores(["わが衣手は", "春過ぎて", "一"], .characters)
    #expect(scores.agreement(["わが衣手は", "春過ぎて", "一"]) == 1)
    #expect(scores.agreement(["が衣 手はわ", "夏過て", ""]) == (4.0 / 5 + 2.0 / 4 + 0) / 3)
    #expect(scores.exactMatch(["わが 衣手は", "春過て", "二"]) == 1.0 / 3)
  }

  @Test func nearestIsTheFirstOfThoseWithMostInCommon() {
    let known = [("秋の田の", "a"), ("春過ぎて", "b"), ("春過ぎた", "c")].map {
      SentencePair(source: $0.0, target: $0.1)
    }
    let nearest = NearestPairs(of: ["春すぎて", "秋", "春過ぎ", "〇"], among: known)
    #expect(nearest?.targets == ["b", "a", "b", "a"])
    #expect(NearestPairs(of: ["春"], among: []) == nil)
  }

  /// Ten pairs may be more work than a million.
  @Test func nearestIsNotLookedForAmongEndlessSentences() {
    let long = String(repeating: "春", count: NearestPairs.mostWork / 10_000 + 1)
    let known = [SentencePair(source: long, target: "a")]
    #expect(NearestPairs(of: [String(repeating: "秋", count: 10_000)], among: known) == nil)
    #expect(NearestPairs(of: ["秋"], among: known)?.targets == ["a"])
  }

  @Test func bleuCountsWordsOrCharacters() {
    #expect(TranslationScores(["a b c d e"], .space).bleu(["a b c d e"]) == 100)
    #expect(TranslationScores(["a bc de"], .space).bleu(["a b c d e"]) < 50)
    #expect(TranslationScores(["a bc de"], .characters).bleu(["a b c d e"]) == 100)
  }

  /// Of a language without spaces, words between spaces would be whole sentences.
  @Test(arguments: [Tokenizer.Kind.bpe, .space])
  func bleuCountsCharactersWhereThereAreNoSpaces(kind: Tokenizer.Kind) throws {
    let tokenizer = try Tokenizer(kind)
    let japanese = TranslationScores(["彼は医者だ。", "今日は雨が降る。"], tokenizer)
    #expect(japanese.bleu(["彼は医者だ。", "今日は雨が降る。"]) == 100)
    let near = japanese.bleu(["彼は学者だ。", "今日は雨が降った。"])
    #expect(near > 20 && near < 90)
    #expect(japanese.exactMatch(["彼は医者だ。", "今日は 雨が降る。"]) == 1)
    let english = TranslationScores(["he is a doctor today", "it is raining here"], tokenizer)
    #expect(english.bleu(["he is a doctor today", "it is raining here"]) == 100)
    #expect(english.bleu(["heis adoctortoday", "itisrain inghere"]) == 0)
  }

  @Test func bothSidesAreReadAsTheTargetIs() throws {
    let lower = try Tokenizer(.english, lowercase: true)
    let names = TranslationScores(["He is Tom Smith ."], lower)
    #expect(
      names.exactMatch(["he is tom smith ."]) == 1 && names.bleu(["he is tom smith ."]) == 100)
    #expect(names.agreement(["he is tom smith ."]) == 1)
    let folded = try Tokenizer(.characters, normalization: .nfkc)
    let wide = TranslationScores(["Ａ４判ｶﾞ"], folded)
    #expect(wide.exactMatch(["A4判ガ"]) == 1 && wide.agreement(["A4判ガ"]) == 1)
    #expect(TranslationScores(["Ａ"], .characters).exactMatch(["A"]) == 0)
  }

  @Test func commonSubsequence() {
    #expect(CommonSubsequence.length(Array("abcbdab"), Array("bdcaba")) == 4)
    #expect(CommonSubsequence.length([Int](), [1]) == 0)
  }
}
