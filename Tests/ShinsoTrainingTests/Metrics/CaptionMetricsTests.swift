import Foundation
import ShinsoTraining
import Testing

@Suite struct CaptionMetricsTests {
  private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  /// Papineni et al. 2002, section 2.1, example 2: "the" seven times has a precision of 2/7.
  @Test func wordsCountAsOftenAsAReferenceHasThem() {
    var bleu = BLEU()
    bleu.add(
      words("the the the the the the the"),
      references: [words("the cat is on the mat"), words("there is a cat on the mat")])
    // The closest reference in length has seven words, so there is no penalty.
    #expect(bleu.referenceLength == 7)
    #expect(abs(bleu.score(upTo: 1) - 2.0 / 7) < 1e-12)
    #expect(bleu.score(upTo: 2) == 0)
  }

  /// Counted by hand: of "a b c d e", 4 of 5 words, 2 of 4 pairs, 1 of 3 triples are in a
  /// reference.
  @Test func runsOfWordsCount() {
    var bleu = BLEU()
    bleu.add(words("a b c d e"), references: [words("a b c x"), words("e x y z d q r")])
    // 4 and 7 words: 4 is closer to 5, so there is no penalty.
    #expect(bleu.referenceLength == 4 && bleu.brevityPenalty == 1)
    #expect(abs(bleu.score(upTo: 1) - 1) < 1e-12)
    #expect(abs(bleu.score(upTo: 2) - (1.0 * 2 / 4).squareRoot()) < 1e-12)
    #expect(abs(bleu.score(upTo: 3) - pow(1.0 * 2 / 4 * 1 / 3, 1.0 / 3)) < 1e-12)
    #expect(bleu.score(upTo: 4) == 0)
  }

  @Test func shortCaptionsPay() {
    var bleu = BLEU()
    bleu.add(words("a b"), references: [words("a b c d"), words("a b c d e f")])
    #expect(abs(bleu.score(upTo: 1) - exp(1 - 4.0 / 2)) < 1e-12)
    // Two references as close: the shorter one counts.
    var tie = BLEU()
    tie.add(words("a b c"), references: [words("a b c d"), words("a b")])
    #expect(tie.referenceLength == 2)
  }

  @Test func severalReferencesAreNoOthersThanOne() {
    var (one, list) = (BLEU(), BLEU())
    one.add(words("a b c d e"), reference: words("a b c d f"))
    list.add(words("a b c d e"), references: [words("a b c d f")])
    #expect(one == list)
  }

  /// Two pictures, single words alone: each word occurs with one picture and weighs log 2, "a" with
  /// both and weighs nothing.
  @Test func rareWordsDecide() {
    let cider = CIDEr(references: [[["a", "dog"]], [["a", "cat"]]])
    // "dog" is all that counts of one word, "a dog" of two; no run is longer: (1 + 1 + 0 + 0) / 4.
    #expect(abs(cider.score(["a", "dog"], picture: 0) - 5) < 1e-9)
    #expect(cider.score(["a", "cat"], picture: 0) == 0)
    #expect(abs(cider.score([["a", "dog"], ["a", "dog"]]) - 2.5) < 1e-9)
    #expect(cider.score([], picture: 0) == 0)
  }

  /// A word twice: the caption's weight, 2 log 2, is cut to the reference's, and the length costs
  /// exp(-1/72); of one word, min(2, 1) · 1 / (2 · 1) = 1/2; of two words, "a dog" is 1 of √2.
  @Test func repeatingDoesNotPay() {
    let cider = CIDEr(references: [[["a", "dog"]], [["a", "cat"]]])
    let expected = 10 * exp(-1.0 / 72) * (0.5 + 1 / 2.0.squareRoot()) / 4
    #expect(abs(cider.score(["a", "dog", "dog"], picture: 0) - expected) < 1e-9)
  }
}
