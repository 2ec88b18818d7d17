import Foundation
import ShinsoData
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoExperiments

@Suite struct PictureFilesTests {
  @Test func foldersStandForTheirPictures() throws {
    try withFolder { folder in
      try folder.touch("b.PNG", "a.jpeg", "notes.txt", ".hidden.png", "inner/c.jpg", "d")
      func names(_ samples: String...) throws -> [String] {
        try PictureFiles.expanded(samples.map { folder.appending(path: $0).path })
          .map(\.lastPathComponent)
      }
      #expect(try names("") == ["a.jpeg", "b.PNG", "c.jpg"])
      #expect(try names("inner", "b.PNG") == ["c.jpg", "b.PNG"])
      #expect(try names("d") == ["d"], "a file is taken at its word")
      try FileManager.default.createDirectory(
        at: folder.appending(path: "empty"), withIntermediateDirectories: true)
      func problem(_ name: String) -> String {
        #expect(throws: InputError.self) { try names(name) }?.problem ?? ""
      }
      #expect(problem("empty") == "holds no JPEG, PNG or WebP files")
      #expect(problem("gone") == "no such file")
    }
  }

  @Test func oneThatCannotBeReadSpoilsNoOther() throws {
    try withFolder { folder in
      let good = folder.appending(path: "good.png")
      try Image(width: 2, height: 2).writePNG(to: good)
      try folder.touch("empty.jpg")
      let bad = folder.appending(path: "empty.jpg").path
      #expect(try PictureFiles.readable([bad, good.path, folder.path + "/gone.png"]) == [good])
      #expect(SampleProblems.exist)
      #expect(throws: InputError.self) { try PictureFiles.readable([bad, bad]) }
      // One alone is read where it is used.
      #expect(try PictureFiles.readable([bad]).count == 1)
    }
  }
}
