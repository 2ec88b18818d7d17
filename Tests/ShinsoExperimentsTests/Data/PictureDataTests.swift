import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoExperiments

@Suite struct PictureDataTests {
  private func fill(_ folder: URL, _ name: String, _ count: Int) throws {
    for index in 0..<count { try folder.touch("\(name)/\(index).png") }
  }

  @Test func splitsEveryClass() throws {
    try withFolder { folder in
      try fill(folder, "柴犬", 14)
      try fill(folder, "beagle", 7)
      let data = try PictureData(DataName(folder.path), heldOut: 1.0 / 7, seed: 3)
      #expect(data.classNames == ["beagle", "柴犬"])
      #expect(data.heldOut.items.map(\.label) == [0, 1, 1])
      #expect(data.train.items.count == 18)
      #expect(Set(data.train.items).isDisjoint(with: data.heldOut.items))
      let same = try PictureData(DataName(folder.path), heldOut: 1.0 / 7, seed: 3)
      #expect(same.heldOut == data.heldOut)
      let all = try PictureData(everythingOf: DataName(folder.path))
      #expect(all.train.items.count == 21)
      #expect(all.heldOut.items.isEmpty)
    }
  }

  /// A test needs neither a second class nor images of each.
  @Test func testsOfOneClass() throws {
    try withFolder { folder in
      try fill(folder, "photos/cat", 2)
      let photos = DataName(folder.appending(path: "photos").path)
      #expect(try PictureData.others(photos).classNames == ["cat"])
      #expect(throws: InputError.self) { try PictureData(photos, heldOut: 0.5, seed: 1) }
      for part in ["train/cat", "train/dog", "test/cat"] { try fill(folder, "all/\(part)", 2) }
      try FileManager.default.createDirectory(
        at: folder.appending(path: "all/test/dog"), withIntermediateDirectories: false)
      let data = try PictureData(DataName(folder.appending(path: "all").path), heldOut: 0, seed: 1)
      #expect(data.classNames == ["cat", "dog"] && data.heldOut.items.map(\.label) == [0, 0])
      try folder.touch("l.txt")
      try folder.write("photos/cat/0.png x".utf8, to: "l.txt")
      let list = DataName(folder.appending(path: "l.txt").path)
      #expect(try PictureData.others(list).items.count == 1)
      let error = #expect(throws: InputError.self) { try PictureData(list, heldOut: 0, seed: 1) }
      #expect(error?.problem.contains("lists 1 image of 1 class, but 2") == true)
    }
  }

  /// What comes divided stays so, whatever the fraction and the seed.
  @Test func ownPartsAreKept() throws {
    try withFolder { folder in
      for (part, count) in [("train", 8), ("test", 3)] {
        for name in ["cat", "dog"] { try fill(folder, "\(part)/\(name)", count) }
      }
      let data = try PictureData(DataName(folder.path), heldOut: 1.0 / 7, seed: 3)
      #expect(data.ownPart == "test" && data.classNames == ["cat", "dog"])
      #expect(data.train.items.count == 16 && data.heldOut.items.count == 6)
      #expect(data.heldOut.items.allSatisfy { $0.url.path.contains("/test/") })
      let other = try PictureData(DataName(folder.path), heldOut: 0, seed: 4)
      #expect(other.heldOut == data.heldOut && other.digest == data.digest)
      #expect(try PictureData(everythingOf: DataName(folder.path)).train.items.count == 22)
      #expect(try PictureData.others(DataName(folder.path)) == data.heldOut)
      let part = DataName(folder.appending(path: "train").path)
      #expect(try PictureData.others(part).items.count == 16)
    }
  }

  @Test func partsOfTheirOwn() throws {
    try withFolder { folder in
      for (name, count) in [("train/a", 3), ("train/b", 2), ("val/a", 1), ("val/b", 2)] {
        try fill(folder, name, count)
      }
      let data = try PictureData(DataName(folder.path), heldOut: 1.0 / 7, seed: 3)
      #expect(data.classNames == ["a", "b"])
      #expect(data.train.items.map(\.label) == [0, 0, 0, 1, 1])
      #expect(data.heldOut.items.map(\.label) == [0, 1, 1])
      #expect(try PictureData(everythingOf: DataName(folder.path)).train.items.count == 8)
    }
  }

  @Test func aListWithItsPicturesElsewhere() throws {
    try withFolder { folder in
      try fill(folder, "photos/a", 2)
      try fill(folder, "photos/b", 2)
      let text = (0..<3).map { "x/\($0).png a\ny/\($0).png b\n" }.joined()
      let list = try folder.write(Array(text.utf8), to: "list.txt")
      let root = folder.appending(path: "photos")
      let data = try PictureData(everythingOf: DataName(list.path), root: root)
      #expect(data.train.items.map(\.label) == [0, 1, 0, 1])
      // The names below the folder count, wherever that is.
      try FileManager.default.moveItem(at: root, to: folder.appending(path: "moved"))
      let moved = try PictureData(
        everythingOf: DataName(list.path), root: folder.appending(path: "moved"))
      #expect(moved.digest == data.digest)
      let error = #expect(throws: InputError.self) {
        try PictureData(DataName(folder.path), root: root, heldOut: 0.1, seed: 1)
      }
      #expect(error?.description.contains("belongs to a list of pictures") == true)
    }
  }

  @Test func whatCannotBeLearnedFrom() throws {
    try withFolder { folder in
      func problem(_ data: String) -> String {
        #expect(throws: InputError.self) {
          try PictureData(DataName(data), heldOut: 1.0 / 7, seed: 3)
        }?.description ?? ""
      }
      #expect(problem("mnist").contains("has no picture files"))
      #expect(problem(folder.path).contains("has no class folders"))
      try fill(folder, "a", 1)
      #expect(problem(folder.path).contains("only one class"))
      try fill(folder, "b", 1)
      #expect(problem(folder.path).contains("2 pictures, too few to hold some out"))
    }
  }
}
