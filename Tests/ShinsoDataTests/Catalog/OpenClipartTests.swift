import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData
@testable import ShinsoFormats

@Suite struct OpenClipartTests {
  /// Runs `body` with a folder that holds an index of these lines.
  private func withIndex(_ lines: [String], _ body: (URL) throws -> Void) throws {
    try ImageFixtures.withTemporaryFolder { folder in
      let text = lines.map { $0 + "\n" }.joined()
      try Data(text.utf8).write(to: folder.appending(path: "drawings.tsv"))
      return try body(folder)
    }
  }

  private func line(_ path: String, digest: String, width: Int = 100, height: Int = 50) -> String {
    "\(digest)\t\(width)\t\(height)\t\(path)"
  }

  /// Digests in another order than the paths.
  private func lines(_ subject: String, _ count: Int) -> [String] {
    (0..<count).map {
      line("\(subject)/\(String(format: "%02d", $0)).png", digest: "\(subject)-\(90 - $0 * 7 % 41)")
    }
  }

  @Test func holdsOutAFifthOfEachSubject() throws {
    try withIndex(lines("animals", 12) + lines("food", 13) + lines("tools", 3)) { folder in
      let split = try OpenClipart.items(in: folder, subjects: ["food", "animals"])
      #expect(split.train.classNames == ["food", "animals"])
      #expect(split.heldOut.classNames == ["food", "animals"])
      // 13 / 5 is 3, 12 / 5 is 2 to the nearest.
      #expect(split.heldOut.items.map(\.label) == [0, 0, 0, 1, 1])
      #expect(split.train.items.count == 20)
      let all = (split.train.items + split.heldOut.items).map(\.url.path)
      #expect(Set(all).count == 25)
      #expect(all.allSatisfy { $0.hasPrefix(folder.path) })
      // The first digests: 90 - 7 k mod 41 is smallest for k = 11, 5 and 10.
      let held = split.heldOut.items.filter { $0.label == 0 }.map(\.url.lastPathComponent)
      #expect(held == ["05.png", "10.png", "11.png"])
    }
  }

  @Test func theSplitOfASubjectDoesNotDependOnTheOthers() throws {
    try withIndex(lines("animals", 12) + lines("food", 13)) { folder in
      let both = try OpenClipart.items(in: folder, subjects: ["animals", "food"])
      let one = try OpenClipart.items(in: folder, subjects: ["food"])
      #expect(
        both.heldOut.items.filter { $0.label == 1 }.map(\.url) == one.heldOut.items.map(\.url))
    }
  }

  @Test func dropsDuplicatesAndWhatNobodyCanDecode() throws {
    let many = lines("food", 10)
    let odd = [
      line("animals/first.png", digest: "same"),
      line("food/again.png", digest: "same"),
      line("food/huge.png", digest: "huge", width: 20_990, height: 29_700),
      line("food/lying.png", digest: "lying", width: .max, height: 2),
      line("food/tiny.png", digest: "tiny", width: 200, height: 15),
    ]
    try withIndex(many + odd) { folder in
      let split = try OpenClipart.items(in: folder, subjects: ["animals", "food"])
      let names = (split.train.items + split.heldOut.items).map(\.url.lastPathComponent).sorted()
      #expect(names == (0..<10).map { "0\($0).png" } + ["first.png"])
      // Alone, the second of the equal drawings is the first.
      let food = try OpenClipart.items(in: folder, subjects: ["food"])
      #expect(food.train.items.count + food.heldOut.items.count == 11)
    }
  }

  @Test func errorsNameTheSubjectOrTheFile() throws {
    try withIndex(lines("food", 2)) { folder in
      #expect {
        try OpenClipart.items(in: folder, subjects: ["food", "drinks"])
      } throws: {
        "\($0)" == "drinks: is not a subject of openclipart; it has: food"
      }
    }
    for damaged in ["x", "a\t1\t2", "a\tb\t2\tp/q.png"] {
      try withIndex(lines("food", 2) + [damaged]) { folder in
        #expect {
          try OpenClipart.items(in: folder)
        } throws: {
          "\($0)".contains("drawings.tsv: line 3 is damaged")
        }
      }
    }
  }
}
