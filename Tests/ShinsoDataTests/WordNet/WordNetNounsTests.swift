import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct WordNetNounsTests {
  /// Lines in the format of WordNet's `data.noun`, behind its license; `<dog>` stands for the place
  /// of that line.
  private static let lines = [
    "entity": "<entity> 03 n 01 entity 0 001 ~ <thing> n 0000 | that which is perceived",
    "thing": "<thing> 03 n 01 thing 0 001 @ <entity> n 0000 | a separate entity",
    "dog": "<dog> 05 n 03 dog 0 domestic_dog 0 Canis_familiaris 0 003 #m <pack> n 0000 "
      + "@ <thing> n 0000 @ <pack> n 0000 | it barks",
    "pack": "<pack> 05 n 01 pack 0 001 @i <entity> n 0000 | a group of hunting animals",
  ]

  /// The file, and the identifiers of its nouns.
  private func file(
    _ changes: [String: String] = [:]
  ) -> (bytes: [UInt8], identifiers: [String: String]) {
    let license = "  1 This software is described by a license of some length."
    let words = Self.lines.keys.sorted()
    func lines(_ places: [String: Int]) -> [String] {
      [license]
        + words.map { word in
          words.reduce(changes[word] ?? Self.lines[word] ?? "") { line, other in
            line.replacing("<\(other)>", with: String(format: "%08d", places[other] ?? 0))
          }
        }
    }
    // Every place has eight digits, so that the lines stay where they are.
    let drafts = lines([:])
    let places = words.indices.map { index in
      drafts[...index].reduce(0) { $0 + $1.utf8.count + 1 }
    }
    let named = Dictionary(uniqueKeysWithValues: zip(words, places))
    let text = lines(named).joined(separator: "\n") + "\n"
    return (Array(text.utf8), named.mapValues { String(format: "n%08d", $0) })
  }

  private func problem(_ bytes: [UInt8], _ identifier: String) throws -> String {
    try withFolder { folder in
      let nouns = try WordNetNouns(folder.write(bytes, to: "data.noun"))
      do {
        return try nouns.path(to: identifier).joined(separator: " ")
      } catch { return "\(error)" }
    }
  }

  @Test func theWayFromTheRootIsByFirstHypernyms() throws {
    let (bytes, identifiers) = file()
    func path(_ word: String) throws -> String {
      try problem(bytes, #require(identifiers[word]))
    }
    #expect(try path("dog") == "entity thing dog")
    #expect(try path("entity") == "entity")
    // An instance.
    #expect(try path("pack") == "entity pack")
  }

  @Test func whatIsNotThere() throws {
    for identifier in ["n00000001", "n99999999", "n99999999999999999999", "v00000123", "dog", ""] {
      let problem = try problem(file().bytes, identifier)
      #expect(
        problem.contains("is not a WordNet identifier") || problem.contains("has no noun"),
        "\(identifier): \(problem)")
    }
    #expect(try problem([], "n00000000").contains("has no noun n00000000"))
  }

  /// Two synsets above one another, and lines that end early.
  @Test func damagedFilesAreErrors() throws {
    for line in [
      "<dog> 05 n zz dog 0 001 @ <thing> n 0000 | x", "<dog> 05 n 01 dog 0 001 @",
      "<dog> 05 v 01 dog 0 000 | x", "<dog> 05 n 01 dog 0 001 @ tree n 0000 | x",
      "<dog> 05 n 00 dog 0 000 | x", "<dog> 05", "<dog> 05 n 01 dog 0 001 @ <dog> n 0000 | x",
    ] {
      let (bytes, identifiers) = file(["dog": line])
      let dog = try #require(identifiers["dog"])
      #expect(try problem(bytes, dog).contains("has no noun \(dog)"), "\(line)")
    }
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: WordNetNouns.installed.path), "needs wordnet-base")
  )
  func theInstalledOneHasImageNetsClasses() throws {
    let nouns = try WordNetNouns(WordNetNouns.installed)
    #expect(
      try nouns.path(to: "n02099601") == [
        "entity", "physical_entity", "object", "whole", "living_thing", "organism", "animal",
        "chordate", "vertebrate", "mammal", "placental", "carnivore", "canine", "dog",
        "hunting_dog", "sporting_dog", "retriever", "golden_retriever",
      ])
  }

  /// What holes make of a file.
  @Test func refusesWhatIsTooLargeBeforeItIsRead() throws {
    try withFolder { folder in
      let large = try folder.write([], to: "large")
      try #require(truncate(large.path, 1 << 40) == 0)
      #expect(throws: InputError.self) { try WordNetNouns(large) }
    }
  }
}
