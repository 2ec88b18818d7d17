import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct MeCabTests {
  private static let isInstalled = (try? MeCab.shared.get()) != nil

  @Test(.enabled(if: isInstalled, "MeCab is not installed"))
  func japaneseIsDividedIntoWords() throws {
    let text = "猫が速く歩いた。\n\n　Linux kernel の本をＸで読んだ"
    let surface = try Tokenizer(.japanese)
    #expect(
      surface.tokens(of: text) == [
        "猫", "が", "速く", "歩い", "た", "。", "\n", "\n", "Linux", "kernel", "の", "本", "を", "Ｘ", "で",
        "読ん", "だ",
      ])
    let base = try Tokenizer(.japaneseBase, normalization: .nfkc)
    #expect(
      base.tokens(of: text) == [
        "猫", "が", "速い", "歩く", "た", "。", "\n", "\n", "Linux", "kernel", "の", "本", "を", "X", "で",
        "読む", "だ",
      ])
    #expect(
      surface.joined(surface.tokens(of: text)) == "猫が速く歩いた。\n\nLinux kernelの本をＸで読んだ")
    #expect(try Tokenizer(json: base.json, name: "m") == base)
  }

  @Test(.enabled(if: isInstalled, "MeCab is not installed"))
  func longLinesAreDividedWhereTheyMayBe() throws {
    let tokenizer = try Tokenizer(.japanese)
    let sentence = "吾輩は猫である。"
    let words = tokenizer.tokens(of: sentence)
    let many = tokenizer.tokens(of: String(repeating: sentence, count: 3000))
    #expect(many.count == 3000 * words.count && Array(many.suffix(words.count)) == words)
    // Without any place to cut, no character is lost.
    let endless = String(repeating: "ア", count: 10_000)
    #expect(tokenizer.tokens(of: endless).joined() == endless)
  }

  @Test func whatIsMissingIsNamed() {
    func problem(_ libraries: [String], _ dictionaries: [String]) -> String {
      TextSamples.problem { _ = try MeCab(libraries: libraries, dictionaries: dictionaries) }
    }
    let absent = problem(["libnone.so"], [])
    #expect(absent.hasPrefix("MeCab: is not installed") && absent.contains("Tools/setup"))
    if Self.isInstalled {
      let bare = problem(MeCab.libraries, ["/nonexistent"])
      #expect(bare.hasPrefix("MeCab: its dictionary IPAdic is not installed"))
    }
  }
}
