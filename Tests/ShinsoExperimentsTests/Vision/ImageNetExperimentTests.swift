import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoExperiments

@Suite struct ImageNetExperimentTests {
  private let classes = ["n01440764", "n01443537"]

  @Test func labelsFromTheNamesOfFiles() throws {
    try withFolder { root in
      let folder = root.appending(path: "photos")
      try folder.touch("1_n01443537_goldfish.jpg", "0000_n01440764_tench.JPEG", "list.txt")
      let items = try ImageNetExperiment.items(in: folder, classes)
      #expect(items.map(\.label) == [0, 1])
      try folder.touch("2_n0_other.png")
      #expect(throws: InputError.self) { try ImageNetExperiment.items(in: folder, classes) }
    }
  }

  @Test func labelsFromTheNamesOfFolders() throws {
    try withFolder { root in
      let folder = root.appending(path: "photos")
      try folder.touch("n01443537/b.JPEG", "n01443537/a.png", "n01440764/c.jpg", "other/d.jpg")
      let items = try ImageNetExperiment.items(in: folder, classes)
      #expect(items.map(\.label) == [0, 1, 1])
      #expect(items.map(\.url.lastPathComponent) == ["c.jpg", "a.png", "b.JPEG"])
    }
  }

  @Test func nothingToEvaluate() throws {
    try withFolder { root in
      let folder = root.appending(path: "photos")
      #expect(throws: InputError.self) { try ImageNetExperiment.items(in: folder, classes) }
      try folder.touch("other/d.jpg")
      #expect(throws: InputError.self) { try ImageNetExperiment.items(in: folder, classes) }
      #expect(throws: InputError.self) {
        try ImageNetExperiment.evaluate(ImageNetExperiment.EvaluateOptions.parse([]))
      }
    }
  }
}
