import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining
import TestSupport
import Testing

@Suite struct BoxSheetTests {
  @Test(.enabled(if: Plot.isAvailable, "needs gnuplot")) func boxesAreWhereTheyBelong() throws {
    try withFolder { folder in
      let file = folder.appending(path: "boxes.png")
      let box = Box(left: 120, top: 90, right: 360, bottom: 270)
      try BoxSheet(
        entries: [
          BoxSheet.Entry(
            image: Image(width: 480, height: 360),
            marks: [BoxSheet.Mark(box: box, label: "猫 100 % `a'", color: 0)])
        ], title: "it's a title"
      ).write(to: file)
      let sheet = try Image(contentsOf: file)
      // A margin of 8 on every side, and the title above.
      #expect(sheet.width == 496 && sheet.height == 376 + 44)
      func isWhite(_ x: Int, _ y: Int) -> Bool {
        let place = ((y + 44 + 8) * sheet.width + x + 8) * 3
        return sheet.pixels[place..<place + 3].allSatisfy { $0 > 250 }
      }
      /// Whether there is color within two pixels.
      func isColored(_ x: Int, _ y: Int) -> Bool {
        (-2...2).contains { dx in (-2...2).contains { dy in !isWhite(x + dx, y + dy) } }
      }
      for (x, y) in [(120, 200), (360, 200), (240, 270), (300, 90)] { #expect(isColored(x, y)) }
      for (x, y) in [(240, 180), (100, 200), (380, 200), (240, 290)] { #expect(isWhite(x, y)) }
      // The label lies above the box.
      #expect(!isWhite(123, 82))
    }
  }

  @Test(.enabled(if: Plot.isAvailable, "needs gnuplot")) func severalPicturesInRows() throws {
    try withFolder { folder in
      let file = folder.appending(path: "boxes.png")
      let entry = BoxSheet.Entry(image: Image(width: 40, height: 30, filledWith: 9), marks: [])
      try BoxSheet(entries: [entry, entry, entry, entry], title: "four").write(to: file)
      let sheet = try Image(contentsOf: file)
      #expect(sheet.width == 3 * 408 + 8 && sheet.height == 2 * 308 + 8 + 44)
    }
  }
}
