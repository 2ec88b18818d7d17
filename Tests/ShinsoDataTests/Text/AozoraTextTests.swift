import Testing

@testable import ShinsoData

@Suite struct AozoraTextTests {
  /// A line without head and foot.
  private func line(_ text: String) -> String { String(AozoraText.cleaned(text).dropLast()) }

  @Test func readingsAndNotesGo() {
    #expect(line("吾輩《わがはい》は猫である") == "吾輩は猫である")
    #expect(line("大きな｜薄暗《うすぐら》い｜所《ところ》で") == "大きな薄暗い所で")
    #expect(line("［＃３字下げ］一［＃「一」は中見出し］") == "一")
    #expect(line("外［＃「外［＃「内」に傍点］」に傍点］側") == "外側")
    #expect(AozoraText.cleaned("一\n［＃改ページ］\n\n二\n") == "一\n\n二\n")
  }

  @Test func signsThatAreNotClosedStay() {
    #expect(line("a｜b") == "a｜b")
    #expect(line("a《b") == "a《b")
    #expect(line("［＃注") == "［＃注")
    #expect(line("《a》b") == "《a》b")
    #expect(line("［a］※") == "［a］※")
  }

  @Test func charactersOutsideOfTheTableAreSetIn() {
    #expect(line("※［＃「口＋世」、U+546D、12-3］す") == "呭す")
    #expect(line("※［＃始め二重山括弧、1-1-52］a※［＃終わり二重山括弧、1-1-53］") == "《a》")
    #expect(line("※［＃「魚＋師のつくり」、第4水準2-93-37］") == "魳")
    #expect(line("※［＃「てへん＋劣」、第3水準1-84-77］る") == "挘る")
    // No code, a surrogate, a cell that does not exist.
    #expect(line("※［＃「木＋月」、読めない］") == "※")
    #expect(line("※［＃U+D800］※［＃1-99-1］") == "※※")
  }

  @Test func headAndFootGo() {
    let rule = String(repeating: "-", count: 55)
    let text = """
      ある猫の話
      作者の名

      \(rule)
      【テキスト中に現れる記号について】

      《》：ルビ
      （例）吾輩《わがはい》
      \(rule)

      　始まり。
      底本：ではない行。

      終わり。

      底本：「ある本」ある書店
      　　　1905（明治38）年
      入力：ある人
      """
    let expected = "　始まり。\n底本：ではない行。\n\n終わり。\n"
    #expect(AozoraText.cleaned(text) == expected)
    #expect(AozoraText.cleaned(expected) == expected)
    // Lines of hyphens alone are the author's.
    #expect(AozoraText.cleaned("a\n\(rule)\nb\n\(rule)\nc\n") == "a\n\(rule)\nb\n\(rule)\nc\n")
    #expect(AozoraText.cleaned("") == "")
  }

  @Test func damagedTextTakesLinearTime() {
    let marks = String(repeating: "［＃｜a《※", count: 100_000)
    #expect(line(marks).count == marks.count)
  }

  @Test func aCorpusIsCleanedFileByFile() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      for name in ["a", "b"] {
        try TextSamples.write(
          TextSamples.shiftJIS("猫《ねこ》\(name)\n\n底本：本\n"), "\(name).txt", in: folder)
      }
      func text(cleaned: Bool) throws -> String {
        var text = ""
        try TextCorpus(folder, removesAozoraMarkup: cleaned).forEachLine { text += $0 }
        return text
      }
      #expect(try text(cleaned: true) == "猫a\n猫b\n")
      #expect(try text(cleaned: false).hasPrefix("猫《ねこ》a\n"))
    }
  }
}
