import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct TuxPaintStampsTests {
  @Test func takesStampsWithBothCaptions() throws {
    try withFolder { folder in
      let (root, target) = (folder.appending(path: "in"), folder.appending(path: "out"))
      try FileManager.default.createDirectory(
        at: root.appending(path: "food"), withIntermediateDirectories: true)
      for name in ["food/apple", "food/pear", "food/nut"] {
        try Image(width: 3, height: 2).writePNG(to: root.appending(path: name + ".png"))
      }
      try root.write(
        "An apple, red.\nfr.utf8=Une pomme.\nja.utf8=あかい りんご\n".utf8, to: "food/apple.txt")
      try root.write("A pear.\nfr.utf8=Une poire.\n".utf8, to: "food/pear.txt")
      try root.write("no picture".utf8, to: "food/damaged.png")
      try root.write("A cake.\nja.utf8=ケーキ\n".utf8, to: "food/damaged.txt")
      try TuxPaintStamps.assemble(from: root, to: target)
      let found = try CaptionedPictures(target)
      #expect(found.languages == ["en", "ja"] && found.notes.isEmpty)
      #expect(found.items.map(\.captions) == [[["An apple, red."], ["あかい りんご"]]])
      #expect(throws: InputError.self) {
        try TuxPaintStamps.assemble(from: folder.appending(path: "none"), to: target)
      }
    }
  }

  @Test func readsTheirTexts() {
    #expect(TuxPaintStamps.captions(in: "A cat.\r\nja.utf8=ねこ\r\n")?.japanese == "ねこ")
    #expect(TuxPaintStamps.captions(in: "ja.utf8=ねこ\n") == nil)
    #expect(TuxPaintStamps.captions(in: "A cat.\nja.utf8=\n") == nil)
    #expect(TuxPaintStamps.captions(in: "") == nil)
  }
}
