import Foundation
import ShinsoFormats
import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct ImageNetExperimentTests {
  private func withClasses(_ body: (URL, ClassNames) throws -> Void) throws {
    try withFolder { folder in
      let file = folder.appending(path: "classes.tsv")
      try Data("n01440764\ttench\nn01443537\tgoldfish\n".utf8).write(to: file)
      try body(folder.appending(path: "photos"), ClassNames(file))
    }
  }

  @Test func labelsFromTheNamesOfFiles() throws {
    try withClasses { folder, classes in
      try folder.touch("1_n01443537_goldfish.jpg", "0000_n01440764_tench.JPEG", "list.txt")
      let items = try ImageNetExperiment.items(in: folder, classes)
      #expect(items.map(\.label) == [0, 1])
      try folder.touch("2_n0_other.png")
      #expect(throws: InputError.self) { try ImageNetExperiment.items(in: folder, classes) }
    }
  }

  @Test func labelsFromTheNamesOfFolders() throws {
    try withClasses { folder, classes in
      try folder.touch("n01443537/b.JPEG", "n01443537/a.png", "n01440764/c.jpg", "other/d.jpg")
      let items = try ImageNetExperiment.items(in: folder, classes)
      #expect(items.map(\.label) == [0, 1, 1])
      #expect(items.map(\.url.lastPathComponent) == ["c.jpg", "a.png", "b.JPEG"])
    }
  }

  @Test func nothingToEvaluate() throws {
    try withClasses { folder, classes in
      #expect(throws: InputError.self) { try ImageNetExperiment.items(in: folder, classes) }
      try folder.touch("other/d.jpg")
      #expect(throws: InputError.self) { try ImageNetExperiment.items(in: folder, classes) }
      #expect(throws: InputError.self) { try ImageNetExperiment().evaluate(Request()) }
    }
  }
}
