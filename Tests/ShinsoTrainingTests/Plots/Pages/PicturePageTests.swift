import Foundation
import ShinsoData
import TestSupport
import Testing

@testable import ShinsoTraining

@Suite struct PicturePageTests {
  private static let color: [UInt8] = [200, 40, 90]
  private static let image = Image(
    width: 9, height: 5, format: .rgb,
    pixels: Array([[UInt8]](repeating: color, count: 45).joined()))

  private func figure(_ names: [String], columns: Int = 2, headings: [Wording] = []) -> Figure {
    Figure(
      title: Wording("Ducks & <geese>", "鴨"), note: Wording("Two.", "二つ。"), columns: columns,
      headings: headings,
      cells: names.map {
        Figure.Cell(
          Self.image, caption: $0, alt: "\($0) \"seen\"")
      }, keys: [Figure.Key(color: "#ff0000", name: "a<b")])
  }

  /// Names of classes and files are text, whatever is in them.
  @Test func holdsItsImagesAndEscapesNames() throws {
    let page = PicturePage(
      title: Wording("Page", "頁"), sections: [figure(["<script>", "b"]), figure(["c"])])
    let html = try page.html()
    #expect(!html.contains("<script>") && html.contains("&lt;script&gt;"))
    #expect(html.contains("alt=\"b &quot;seen&quot;\""))
    #expect(html.contains("Ducks &amp; &lt;geese&gt; <span lang=\"ja\">鴨</span>"))
    #expect(html.contains("a&lt;b"))
    let data = html.matches(of: /base64,([A-Za-z0-9+\/=]+)"/).compactMap {
      Data(base64Encoded: String($0.1))
    }
    #expect(data.count == 3)
    for bytes in data {
      let image = try Image(data: bytes, name: "image")
      #expect(image == Self.image)
    }
  }

  @Test(.enabled(if: Plot.isAvailable, "needs gnuplot")) func sheetsHoldEveryCell() throws {
    try withFolder { folder in
      let headings = [Wording("first", "一"), Wording("second", "二")]
      let file = folder.appending(path: "sheet.png")
      try figure(["a", "b", "c"], headings: headings).write(to: file)
      let sheet = try Image(contentsOf: file)
      // Three images of 9 × 5, each pixel 33 wide: that many pixels of their color.
      let count = stride(from: 0, to: sheet.pixels.count, by: 3).count {
        Array(sheet.pixels[$0..<$0 + 3]) == Self.color
      }
      #expect(count == 3 * 9 * 5 * 33 * 33, "\(count)")
      #expect(sheet.width == 760)
    }
  }

  @Test func pointsLieWhereTheyBelong() {
    let map = PointMap(
      points: [
        PointMap.Point(x: -1, y: -1, label: 0), PointMap.Point(x: 3, y: 7, label: 1),
      ], labels: 2)
    let image = map.image(width: 200, height: 100)
    func color(_ x: Int, _ y: Int) -> String {
      "#"
        + image.pixels[3 * (200 * y + x)..<3 * (200 * y + x) + 3]
        .map { String(format: "%02x", $0) }.joined()
    }
    // Up is up: the greater y stands above.
    #expect(color(30, 70) == map.color(ofLabel: 0))
    #expect(color(170, 30) == map.color(ofLabel: 1))
    #expect(color(100, 50) == "#ffffff")
    #expect(map.color(ofLabel: 0) != map.color(ofLabel: 1))
  }
}
