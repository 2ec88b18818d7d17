import Foundation
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
      #expect(problem("empty") == "holds no JPEG or PNG files")
      #expect(problem("gone") == "no such file")
    }
  }
}
