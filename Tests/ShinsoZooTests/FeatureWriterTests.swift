import Foundation
import ShinsoTensor
import ShinsoZoo
import TestSupport
import Testing

@Suite struct FeatureWriterTests {
  @Test func picturesByClassOrInOneFolder() throws {
    try withFolder { folder in
      try folder.touch("b/2.PNG", "b/1.jpeg", "a/deep/3.jpg", "a/notes.txt", "a/.hidden.png")
      let byClass = try FeatureWriter.items(in: folder)
      #expect(byClass.classes == ["a", "b"])
      #expect(byClass.items.map(\.url.lastPathComponent) == ["3.jpg", "1.jpeg", "2.PNG"])
      #expect(byClass.items.map(\.label) == [0, 1, 1])
      let flat = try FeatureWriter.items(in: folder.appending(path: "b"))
      #expect(flat.classes == [""])
      #expect(flat.items.map(\.url.lastPathComponent) == ["1.jpeg", "2.PNG"])
      #expect(throws: InputError.self) {
        try FeatureWriter.items(in: folder.appending(path: "gone"))
      }
    }
  }
}
