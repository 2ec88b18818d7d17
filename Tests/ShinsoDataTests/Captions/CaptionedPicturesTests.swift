import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct CaptionedPicturesTests {
  private func picture(_ folder: URL, _ path: String) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Image(width: 4, height: 4).writePNG(to: file)
  }

  @Test func findsPicturesAndCaptions() throws {
    try withFolder { folder in
      for name in ["a.png", "photos/b.png", "photos/x/c.png"] { try picture(folder, name) }
      try folder.write(
        "b.png,two\na.png,one\nb.png,zwei\nlost.png,three\n".utf8, to: "captions.txt")
      try folder.write("Read me".utf8, to: "README.txt")
      let found = try CaptionedPictures(folder)
      #expect(found.items.map(\.url.lastPathComponent) == ["a.png", "b.png"])
      #expect(found.items.map(\.captions) == [[["one"]], [["two", "zwei"]]])
      #expect(found.notes.count == 1 && found.notes[0].contains("1 picture not found"))
      #expect(found.languages == [""])
      let named = try CaptionedPictures(
        folder.appending(path: "captions.txt"), root: folder.appending(path: "photos"))
      #expect(named.items.count == 1)
    }
  }

  @Test func columnsAreLanguages() throws {
    try withFolder { folder in
      for name in ["a.png", "b.png"] { try picture(folder, name) }
      try folder.write("file,en,ja\na.png,cat,猫\nb.png,dog,\n".utf8, to: "c.csv")
      let found = try CaptionedPictures(folder)
      #expect(found.languages == ["en", "ja"])
      #expect(found.items.map(\.captions) == [[["cat"], ["猫"]]])
      #expect(found.notes.contains { $0.contains("without a caption in each language") })
    }
  }

  @Test func saysWhatIsMissing() throws {
    func problem(_ body: () throws -> CaptionedPictures) -> String {
      do {
        _ = try body()
        return ""
      } catch { return "\(error)" }
    }
    try withFolder { folder in
      #expect(problem { try CaptionedPictures(folder) }.contains("has no file of captions"))
      #expect(
        problem { try CaptionedPictures(folder.appending(path: "x")) }.contains("no such file"))
      try folder.write("a.png,one\n".utf8, to: "one.csv")
      #expect(problem { try CaptionedPictures(folder) }.contains("none of the 1 picture"))
      try folder.write("a.png,one\n".utf8, to: "two.csv")
      #expect(problem { try CaptionedPictures(folder) }.contains("one.csv, two.csv"))
      for name in ["x/a.png", "y/a.png"] { try picture(folder, name) }
      let file = folder.appending(path: "one.csv")
      #expect(
        problem { try CaptionedPictures(folder, captions: file) }.contains("2 pictures named a.png")
      )
      try folder.write("y/a.png,one\n".utf8, to: "one.csv")
      #expect(try CaptionedPictures(folder, captions: file).items[0].url.path.hasSuffix("y/a.png"))
    }
  }
}
