import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct WordNetNounsTests {
  /// Lines in the format of WordNet's `data.noun`, whose offsets are right.
  private static func file(_ change: (inout [String]) -> Void = { _ in }) -> [UInt8] {
    var lines = [
      "  1 This software is described by a license of some length.  ",
      "@0 03 n 01 entity 0 002 ~ @1 n 0000 ~ @2 n 0000 | that which is perceived  ",
      "@1 03 n 01 thing 0 001 @ @0 n 0000 | a separate entity  ",
      "@2 05 n 03 dog 0 domestic_dog 0 Canis_familiaris 0 003 #m @3 n 0000 @ @1 n 0000 @ @3 n 0000 | it barks  ",
      "@3 05 n 01 pack 0 001 @i @0 n 0000 | a group of hunting animals  ",
    ]
    change(&lines)
    // Names of lines as long as the offsets that take their place.
    let starts = lines.indices.map { lines[..<$0].reduce(0) { $0 + size($1) } }
    let text = lines.map { line in
      (0..<4).reduce(line) { text, index in
        text.replacing("@\(index) ", with: String(format: "%08d ", starts[min(index + 1, lines.count - 1)]))
      } + "\n"
    }
    return Array(text.joined().utf8)
  }

  private static func size(_ line: String) -> Int {
    line.utf8.count + 1 + 6 * line.matches(of: /@\d /).count
  }

  private func problem(_ bytes: [UInt8], _ identifier: String) throws -> String {
    try withFolder { folder in
      let nouns = try WordNetNouns(folder.write(bytes, to: "data.noun"))
      do {
        return try nouns.path(to: identifier).joined(separator: " ")
      } catch { return "\(error)" }
    }
  }

  private func offset(of word: String, in bytes: [UInt8]) throws -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    let line = try #require(text.split(separator: "\n").first { $0.contains(" \(word) 0 ") })
    return "n\(line.prefix(8))"
  }

  @Test func theWayFromTheRootIsByFirstHypernyms() throws {
    let bytes = Self.file()
    #expect(try problem(bytes, offset(of: "dog", in: bytes)) == "entity thing dog")
    #expect(try problem(bytes, offset(of: "entity", in: bytes)) == "entity")
    // An instance.
    #expect(try problem(bytes, offset(of: "pack", in: bytes)) == "entity pack")
  }

  @Test func whatIsNotThere() throws {
    let bytes = Self.file()
    for identifier in ["n00000001", "n99999999", "n99999999999999999999", "v00000123", "dog", ""] {
      let problem = try problem(bytes, identifier)
      #expect(
        problem.contains("is not a WordNet identifier") || problem.contains("has no noun"),
        "\(identifier): \(problem)")
    }
    #expect(try problem([], "n00000000").contains("has no noun n00000000"))
  }

  /// Two synsets above one another, and lines that end early.
  @Test func damagedFilesAreErrors() throws {
    let cyclic = Self.file { $0[1] = "@0 03 n 01 entity 0 001 @ @1 n 0000 | that which is perceived  " }
    #expect(try problem(cyclic, offset(of: "dog", in: cyclic)).contains("has no noun"))
    for line in [
      "@2 05 n zz dog 0 001 @ @1 n 0000 | x", "@2 05 n 01 dog 0 001 @", "@2 05 v 01 dog 0 000 | x",
      "@2 05 n 01 dog 0 001 @ tree n 0000 | x", "@2 05 n 00 dog 0 000 | x", "@2 05",
    ] {
      let bytes = Self.file { $0[3] = line + " " }
      let identifier = try offset(of: "dog", in: Self.file())
      #expect(try problem(bytes, identifier).contains("has no noun"), "\(line)")
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: WordNetNouns.installed.path), "needs wordnet-base"))
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
