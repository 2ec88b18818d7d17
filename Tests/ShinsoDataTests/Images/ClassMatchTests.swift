import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct ClassMatchTests {
  private func folder(_ names: [String]) -> ImageFolder {
    ImageFolder(
      classNames: names,
      items: names.indices.map { ImageFolder.Item(url: URL(filePath: names[$0]), label: $0) })
  }

  /// Folders are sorted by bytes, the labels of lists by value.
  @Test func orderSaysNothing() throws {
    let matched = try folder(["1", "10", "2"]).matched(to: ["1", "2", "10"], in: "data")
    #expect(matched.classNames == ["1", "2", "10"])
    #expect(matched.items.map(\.label) == [0, 2, 1])
  }

  @Test func unknownOnesAreLeftOut() throws {
    let matched = try folder(["b", "x"]).matched(to: ["a", "b"], in: "data")
    #expect(matched.items.map(\.url.lastPathComponent) == ["b"])
    #expect(matched.items.map(\.label) == [1])
    let match = ClassMatch(["b", "x"], learned: ["a", "b"])
    #expect(match.unknown == ["x"] && match.absent == ["a"])
    let error = #expect(throws: InputError.self) {
      try folder(["x"]).matched(to: ["a"], in: "data")
    }
    #expect(
      error?.description == "data: has no class that the model knows: it has 'x', the model 'a'")
  }

  @Test func namesThatOnlyLookAlikeAreTwoClasses() throws {
    let (one, two) = ("\u{E9}", "e\u{301}")
    let matched = try folder([one, two]).matched(to: [two, one], in: "data")
    #expect(matched.items.map(\.label) == [1, 0])
  }
}
