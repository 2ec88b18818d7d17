import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData
@testable import ShinsoFormats

@Suite struct DrawingIndexTests {
  private func png(_ value: UInt8, width: Int = 20) throws -> [UInt8] {
    let pixels = [UInt8](repeating: value, count: width * 10 * 3)
    return try Image(width: width, height: 10, format: .rgb, pixels: pixels).pngBytes()
  }

  /// The PNG file with a title, which is not about pixels, after its header.
  private func titled(_ png: [UInt8]) -> [UInt8] {
    let title = Array("tEXtTitle\0A drawing".utf8)
    let length = UInt8(title.count - 4)
    // Nobody checks the sum of a chunk that is not decoded.
    return png[..<33] + [0, 0, 0, length] + title + [0, 0, 0, 0] + png[33...]
  }

  @Test func movesSoundDrawingsAndListsThem() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      let source = folder.appending(path: "source")
      let target = folder.appending(path: "target")
      let red = try png(200)
      let files: [(String, [UInt8])] = [
        ("food/fruit/apple.png", red), ("animals/cat.png", try png(7, width: 30)),
        ("food/again.png", titled(red)), ("food/cut.png", red.dropLast(13)),
        ("food/notes.txt", Array("text".utf8)), ("food/fake.png", Array("no picture".utf8)),
        ("food/empty.png", []), ("loose.png", red), ("food/tab\there.png", red),
      ]
      for (path, bytes) in files {
        let file = source.appending(path: path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
      }
      for (name, destination) in [("link.png", "fruit/apple.png"), ("dead.png", "nowhere.png")] {
        try FileManager.default.createSymbolicLink(
          atPath: source.path + "/food/" + name, withDestinationPath: destination)
      }
      try FileManager.default.createSymbolicLink(
        atPath: source.path + "/linked", withDestinationPath: "food")

      let index = try DrawingIndex(moving: source, to: target)
      let drawings = index.drawings
      #expect(
        drawings.map(\.path) == ["animals/cat.png", "food/again.png", "food/fruit/apple.png"])
      #expect(drawings.map(\.subject) == ["animals", "food", "food"])
      #expect(drawings.map(\.width) == [30, 20, 20])
      #expect(drawings.map(\.shorterSide) == [10, 10, 10])
      // A title does not make another drawing.
      #expect(drawings[1].digest == drawings[2].digest)
      #expect(drawings[0].digest != drawings[1].digest)
      #expect(try InputFile(target.appending(path: "food/fruit/apple.png")).allBytes() == red)

      try Data(index.text().utf8).write(to: target.appending(path: "drawings.tsv"))
      #expect(try DrawingIndex(folder: target).drawings == drawings)
    }
  }
}
