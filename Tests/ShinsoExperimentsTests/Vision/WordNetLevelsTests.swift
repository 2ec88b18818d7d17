import Foundation
import ShinsoData
import ShinsoNN
import ShinsoTensor
import ShinsoTraining
import TestSupport
import Testing

@testable import ShinsoExperiments

@Suite struct WordNetLevelsTests {
  /// entity → animal → dog and cat; entity → car. Offsets have eight digits.
  private static let nouns: [(name: String, parent: String?)] = [
    ("entity", nil), ("animal", "entity"), ("dog", "animal"), ("cat", "animal"), ("car", "entity"),
  ]

  /// The lines of a `data.noun`, and the identifiers of its synsets by their words.
  private static func file() -> (text: String, identifiers: [String: String]) {
    var offsets: [String: Int] = [:]
    var text = ""
    for (name, parent) in nouns {
      offsets[name] = text.utf8.count
      let pointer = parent.map { String(format: "001 @ %08d n 0000 ", offsets[$0] ?? 0) } ?? "000 "
      text += String(format: "%08d 03 n 01 ", text.utf8.count) + "\(name) 0 \(pointer)| a \(name)\n"
    }
    return (text, offsets.mapValues { String(format: "n%08d", $0) })
  }

  /// Gives the row of logits that a sample holds.
  private final class Copy: Module, Layer {
    func forward(_ x: Tensor) -> Tensor { x }
  }

  @Test func errorsAtEachLevel() throws {
    try withFolder { folder in
      let (text, identifiers) = Self.file()
      let url = try folder.write(Array(text.utf8), to: "data.noun")
      let classes = ["dog", "cat", "car", "a", "b", "c", "d"]
      let levels = try WordNetLevels(
        identifiers: classes.map { try #require(identifiers[$0] ?? identifiers["entity"]) },
        WordNetNouns(url))
      // A dog that is one, a dog taken for a cat, a dog taken for a car, a car taken for a dog with
      // only animals and roots among its five.
      let logits: [[Float]] = [
        [9, 0, 0, 0, 0, 0, 0], [1, 9, 0, 0, 0, 0, 0], [1, 0, 9, 0, 0, 0, 0], [9, 8, 0, 7, 6, 5, 4],
      ]
      let dataset = TensorDataset(
        Tensor(logits.flatMap { $0 }, shape: [4, 7]), labels: [0, 0, 0, 2], classNames: classes)
      let evaluation = try evaluate(Copy(), on: DataLoader(dataset, batchSize: 3))
      let found = levels.levels(of: evaluation)
      #expect(found.map(\.number) == [0, 1, 2])
      #expect(
        found.map(\.synsets) == [
          ["entity"], ["entity", "animal", "car"], ["entity", "car", "cat", "dog"],
        ])
      #expect(found.map(\.top1Error) == [0, 0.5, 0.75])
      #expect(found.map(\.top5Error) == [0, 0.25, 0.25])
      let lines = levels.table(of: evaluation).split(separator: "\n")
      #expect(lines.count == 4)
      #expect(lines[2].hasSuffix("50.00%       25.00%  entity, animal, car"))
      #expect(lines[3].hasSuffix("75.00%       25.00%  entity, car, cat, …"))
    }
  }

  @Test func aClassThatIsNoNoun() throws {
    try withFolder { folder in
      let url = try folder.write(Array(Self.file().text.utf8), to: "data.noun")
      let error = #expect(throws: InputError.self) {
        try WordNetLevels(identifiers: ["n00000007"], WordNetNouns(url))
      }
      #expect(error?.description.contains("it must be that of WordNet 3.0") == true)
    }
  }
}
