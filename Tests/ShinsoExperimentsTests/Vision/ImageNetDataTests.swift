import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoExperiments

@Suite struct ImageNetDataTests {
  private let classes = ["n01440764", "n01443537"]

  private func data(
    _ folder: URL, labels: URL? = nil, identifiers: [String]?
  ) throws -> ImageNetData {
    try ImageNetData(folder, labels: labels, classCount: 2, identifiers: identifiers)
  }

  private func problem(_ body: () throws -> ImageNetData) -> String {
    do {
      _ = try body()
      return "none"
    } catch { return "\(error)" }
  }

  @Test func labelsFromTheNamesOfFiles() throws {
    try withFolder { root in
      let folder = root.appending(path: "photos")
      try folder.touch("1_n01443537_goldfish.jpg", "0000_n01440764_tench.JPEG", "list.txt")
      #expect(try data(folder, identifiers: nil).items.map(\.label) == [0, 1])
      try folder.touch("2_n0_other.png")
      #expect(problem { try data(folder, identifiers: nil) }.contains("a class number of 0 to 1"))
    }
  }

  @Test func labelsFromTheNamesOfFolders() throws {
    try withFolder { root in
      let folder = root.appending(path: "photos")
      try folder.touch("n01443537/b.JPEG", "n01443537/a.png", "n01440764/c.jpg", "other/d.jpg")
      let items = try data(folder, identifiers: classes).items
      #expect(items.map(\.label) == [0, 1, 1])
      #expect(items.map(\.url.lastPathComponent) == ["c.jpg", "a.png", "b.JPEG"])
      #expect(
        problem { try data(folder, identifiers: nil) }.contains("shinso data get imagenet-classes"))
    }
  }

  @Test func nothingToEvaluate() throws {
    try withFolder { root in
      let folder = root.appending(path: "photos")
      #expect(problem { try data(folder, identifiers: classes) }.contains("cannot be read"))
      try folder.touch("other/d.jpg")
      #expect(problem { try data(folder, identifiers: classes) }.contains("such as n01440764"))
    }
  }

  /// ILSVRC's validation photographs with each kind of file that tells their classes.
  @Test(arguments: [
    ("val.txt", "ILSVRC2012_val_00000002.JPEG 1\nILSVRC2012_val_00000001.JPEG 0\n"),
    (
      "LOC_val_solution.csv",
      "ImageId,PredictionString\nILSVRC2012_val_00000001,n01440764 8 31 499 272\n"
        + "ILSVRC2012_val_00000002,n01443537 1 2 3 4\n"
    ),
    ("imagenet_2012_validation_synset_labels.txt", "n01440764\nn01443537\nn01440764\n"),
    ("ILSVRC2012_validation_ground_truth.txt", "17\n3\n17\n"),
  ]) func labelsFromAFile(name: String, text: String) throws {
    try withFolder { root in
      let folder = root.appending(path: "photos")
      try folder.touch("ILSVRC2012_val_00000001.JPEG", "ILSVRC2012_val_00000002.JPEG")
      try root.write(Array("n01440764 17 tench\nn01443537 3 goldfish\n".utf8), to: "map_clsloc.txt")
      #expect(
        problem { try data(folder, identifiers: classes) }.contains("no --labels file tells"))
      let beside = try root.write(Array(text.utf8), to: name)
      #expect(try data(folder, identifiers: classes).items.map(\.label) == [0, 1])
      let other = root.appending(path: "other.txt")
      try FileManager.default.moveItem(at: beside, to: other)
      #expect(
        try data(folder, labels: other, identifiers: classes).items.map(\.label) == [0, 1])
      try folder.touch("ILSVRC2012_val_00000009.JPEG")
      #expect(
        problem { try data(folder, labels: other, identifiers: classes) }
          .contains("does not tell the class of 'ILSVRC2012_val_00000009.JPEG'"))
    }
  }

  @Test func filesOfClassesThatMakeNoSense() throws {
    try withFolder { root in
      let folder = root.appending(path: "photos")
      try folder.touch("ILSVRC2012_val_00000001.JPEG")
      func problem(_ text: String, _ identifiers: [String]?) throws -> String {
        let file = try root.write(Array(text.utf8), to: "labels.txt")
        return self.problem { try data(folder, labels: file, identifiers: identifiers) }
      }
      #expect(try problem("a.JPEG 0\nb.JPEG 2\n", classes).contains("line 2 names no class"))
      #expect(try problem("n01440764\nn9\n", classes).contains("line 2 names no class"))
      #expect(try problem("17\n", classes).contains("put the kit's map_clsloc.txt beside it"))
      #expect(try problem("n01440764\n", nil).contains("does not tell its WordNet identifiers"))
      #expect(try problem("", classes).contains("does not tell the class of"))
      try root.write(Array("n01440764 x\n".utf8), to: "map_clsloc.txt")
      #expect(try problem("17\n", classes).contains("map_clsloc.txt: line 1 is not"))
    }
  }
}
