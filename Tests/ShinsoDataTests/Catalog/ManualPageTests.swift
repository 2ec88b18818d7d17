import Testing

@testable import ShinsoData

@Suite struct ManualPageTests {
  private func paragraphs(_ source: String) -> [String] { ManualPage(source).paragraphs }

  @Test func paragraphsAreJoined() {
    let page = #"""
      .\" a comment
      .TH CAT 1 "2021年" "猫" "命令"
      .SH 名前
      cat \- 猫を見る
      .SH "説明 と 例"
      猫は
      .BR cat (1)
      で見る。  \fB\-a\fP を付けると、
      すべての猫を
      見る。\" ここまで
      .PP
      .B "a b" c
      の\s-1大きさ\s0は\(lq10\(rqである。
      """#
    #expect(
      paragraphs(page) == [
        "cat - 猫を見る", "猫は cat(1) で見る。 -a を付けると、すべての猫を見る。",
        "a b c の大きさは“10”である。",
      ])
  }

  @Test func tagsTablesAndExamplesGo() {
    let page = #"""
      .TP
      \fB\-a\fP
      すべて。
      .TP 8
      .BR \-b ", " \-\-both
      両方。
      .IP \-c 4
      三つ。
      .nf
      例
      .PP
      .fi
      後。
      .TS
      l l.
      表
      .TE
      .de XX
      .B 定義
      ..
      終わり。

      .EX
      終わらない例
      .SH 次
      次。
      """#
    #expect(paragraphs(page) == ["すべて。", "両方。", "三つ。", "後。", "終わり。", "次。"])
  }

  @Test func whatIsNotUnderstoodIsLeftOutAsAWhole() {
    #expect(paragraphs(".PP\n一\n.if n 二\n三\n.PP\n四") == ["四"])
    #expect(paragraphs("一\\*(XX。\n.PP\n二\\(lq") == ["二“"])
    #expect(paragraphs("\\h'1'一\n.PP\n.Mine 二\n三") == [])
    #expect(paragraphs(".Dd 2021\n.Sh 名前\n一") == [])
  }

  @Test func escapes() {
    #expect(RoffEscapes.plain(#"a\e\\b\&.\|c\f(CWd\f[R]e\s+1f\s10g"#) == #"a\\b.cdefg"#)
    #expect(RoffEscapes.plain(#"a\ b\~c\(aq\[bu]\*(Aq\`"#) == "a b c'・'`")
    #expect(RoffEscapes.plain(#"end\"#) == "end" && RoffEscapes.plain(#"a\" b"#) == "a")
    #expect(RoffEscapes.plain(#"\n(.g"#) == nil && RoffEscapes.plain(#"\["#) == nil)
  }
}
