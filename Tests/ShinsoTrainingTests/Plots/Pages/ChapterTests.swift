import Foundation
import ShinsoData
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoTraining

@Suite struct ChapterTests {
  private static let image = Image(
    width: 4, height: 3, format: .gray, pixels: (0..<12).map { UInt8($0 * 20) })

  private func chapter(_ picture: URL) -> Chapter {
    Chapter(
      anchor: "xor", year: 1969, title: Wording("XOR & <more>", "排他的論理和"),
      work: Wording("It cannot.", "できません。"), view: Wording("Two lines.", "二本の線。"),
      listing: ["a < b"],
      pictures: [.init(picture, caption: Wording("A \"plane\"", "平面"))],
      measurements: [.init(Wording("right", "正解"), here: "75.00%", paper: Wording("all", "すべて"))])
  }

  @Test func holdsBothLanguagesItsPictureAndItsFigures() throws {
    try withFolder { folder in
      let file = folder.appending(path: "a.png")
      try Self.image.writePNG(to: file)
      let html = try PicturePage(
        title: Wording("Page", "頁"), introduction: Wording("Read on.", "どうぞ。"),
        sections: [chapter(file)]
      ).html()
      for text in [
        "<p>Read on.</p><p lang=\"ja\">どうぞ。</p>", "<p>It cannot.</p><p lang=\"ja\">できません。</p>",
        "<a href=\"#xor\">1969  XOR &amp; &lt;more&gt;", "1969年 排他的論理和", "id=\"xor\"",
        "<div class=\"listing\"><pre>a &lt; b</pre></div>", "alt=\"A &quot;plane&quot;\"",
        "<td class=\"here\">75.00%</td><td>all <span lang=\"ja\">すべて</span></td>",
      ] {
        #expect(html.contains(text), "\(text)")
      }
      let data = try #require(html.firstMatch(of: /base64,([A-Za-z0-9+\/=]+)"/)?.1)
      let bytes = try #require(Data(base64Encoded: String(data)))
      #expect(try Image(data: bytes, name: "picture").converted(to: .gray) == Self.image)
      #expect(html.contains("width=\"4\" height=\"3\""))
    }
  }

  /// A file in the place of a picture may be anything.
  @Test func refusesWhatIsNoPicture() throws {
    try withFolder { folder in
      let file = folder.appending(path: "a.png")
      try Data("no picture".utf8).write(to: file)
      #expect(throws: InputError.self) { try chapter(file).html() }
    }
  }
}
