import Foundation
import ShinsoTraining
import Testing

@Suite struct BLEUTests {
  private struct Golden: Decodable {
    let hypotheses: [String]
    let references: [String]
    let bleu: Double
  }

  /// `Tools/golden/translation.py` made the values with sacreBLEU.
  @Test func isThatOfSacreBLEU() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/bleu.json")
    let cases = try JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
    #expect(cases.count > 5)
    for golden in cases {
      var bleu = BLEU()
      for (text, reference) in zip(golden.hypotheses, golden.references) {
        bleu.add(
          text.split(separator: " ").map(String.init),
          reference: reference.split(separator: " ").map(String.init))
      }
      #expect(abs(bleu.score - golden.bleu) < 1e-9, "\(golden.hypotheses)")
    }
  }

  @Test func nothingIsWorthNothing() {
    #expect(BLEU().score == 0)
    var bleu = BLEU()
    bleu.add([], reference: ["a"])
    #expect(bleu.score == 0 && bleu.brevityPenalty == 0)
  }
}
