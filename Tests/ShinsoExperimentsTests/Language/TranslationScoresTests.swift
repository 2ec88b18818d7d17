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
    let scores = TranslationScores([], .characters)
    #expect(scores.nearest(["春すぎて", "秋", "春過ぎ", "〇"], among: known) == ["b", "a", "b", "a"])
  }

  @Test func bleuCountsWordsOrCharacters() {
    #expect(TranslationScores(["a b c d e"], .space).bleu(["a b c d e"]) == 100)
    #expect(TranslationScores(["a bc de"], .space).bleu(["a b c d e"]) < 50)
    #expect(TranslationScores(["a bc de"], .characters).bleu(["a b c d e"]) == 100)
  }

  @Test func commonSubsequence() {
    #expect(CommonSubsequence.length(Array("abcbdab"), Array("bdcaba")) == 4)
    #expect(CommonSubsequence.length([Int](), [1]) == 0)
  }
}
