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
