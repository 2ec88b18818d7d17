import Foundation
import ShinsoData
import ShinsoTensor
import TestSupport
import Testing

@Suite struct ImageFolderPartsTests {
  @Test(arguments: [("train", "test"), ("Train", "VAL"), ("training", "validation")])
  func dividedCollections(train: String, other: String) throws {
    try withFolder { folder in
      try folder.touch(
        "\(train)/cat/1.png", "\(train)/cat/2.png", "\(train)/dog/deep/1.jpg",
        "\(other)/cat/3.png", "\(other)/dog/4.png", "readme.txt")
      let parts = try #require(try ImageFolder.parts(of: folder, requireClasses: 2))
      #expect(parts.training.classNames == ["cat", "dog"] && parts.heldOutName == other)
      #expect(parts.training.items.map(\.label) == [0, 0, 1])
      #expect(parts.heldOut.items.map(\.url.lastPathComponent) == ["3.png", "4.png"])
    }
  }

  /// What is meant for choices during the training comes before what is kept for the end.
  @Test func validationComesFirst() throws {
    try withFolder { folder in
      try folder.touch("train/a/1.png", "test/a/2.png", "val/a/3.png")
      #expect(try ImageFolder.parts(of: folder)?.heldOutName == "val")
    }
  }

  @Test func othersAreNotDivided() throws {
    try withFolder { folder in
      // Classes of these names, and only one part.
      try folder.touch("train/1.png", "test/2.png")
      #expect(try ImageFolder.parts(of: folder) == nil)
      try folder.touch("a/train/x/1.png", "a/bus/x/2.png")
      #expect(try ImageFolder.parts(of: folder.appending(path: "a")) == nil)
      #expect(throws: InputError.self) {
        try ImageFolder.parts(of: folder.appending(path: "none"))
      }
    }
  }

  @Test func classesOfTheTestMayBeMissing() throws {
    try withFolder { folder in
      try folder.touch("train/a/1.png", "train/b/1.png", "test/b/2.png", "test/c/3.png")
      let parts = try #require(try ImageFolder.parts(of: folder))
      #expect(parts.heldOut.classNames == ["a", "b"])
      #expect(parts.heldOut.items.map(\.label) == [1])
      try folder.touch("other/train/a/1.png", "other/test/b/2.png")
      let error = #expect(throws: InputError.self) {
        try ImageFolder.parts(of: folder.appending(path: "other"))
      }
      #expect(error?.problem.hasPrefix("has no class that the model knows") == true)
    }
  }
}
