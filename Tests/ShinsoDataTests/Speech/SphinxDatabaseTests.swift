import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct SphinxDatabaseTests {
  private func write(_ folder: URL, test: String = "NO (u2)\n") throws {
    for (path, text) in [
      ("etc/x.dic", "YES Y EH S\nNO N OW\n"), ("etc/x_train.fileids", "train/ann/u1\n"),
      ("etc/x_train.transcription", "<s> YES NO </s> (u1)\n"),
      ("etc/x_test.fileids", "test/bob/u2\n\n"), ("etc/x_test.transcription", test),
    ] {
      try folder.write(Array(text.utf8), to: path)
    }
  }

  @Test func reads() throws {
    try withFolder { folder in
      try write(folder)
      let database = try SphinxDatabase(folder)
      #expect(database.lexicon.words == ["YES", "NO"])
      #expect(database.train.transcripts.lines.map(\.words) == [["YES", "NO"]])
      #expect(database.train.speakers == ["train/ann"] && database.test.speakers == ["test/bob"])
      #expect(
        database.test.sources.map(\.file.path) == [
          folder.appending(path: "feat/test/bob/u2.mfc").path
        ])
    }
  }

  @Test func saysWhatIsMissing() throws {
    try withFolder { folder in
      try folder.touch("etc/x.dic")
      let error = #expect(throws: InputError.self) { try SphinxDatabase(folder) }
      #expect(error?.problem.contains("it has no etc/NAME_train.fileids") == true)
      try write(folder, test: "NO (u3)\n")
      let other = #expect(throws: InputError.self) { try SphinxDatabase(folder) }
      #expect(other?.problem.contains("has no transcript of 'u2'") == true)
    }
  }

  @Test(.requiresTestData("speech/an4")) func an4() throws {
    let database = try SphinxDatabase(#require(TestData.url("speech/an4")))
    #expect(database.train.sources.count == 948 && database.test.sources.count == 130)
    // Of 34 phones one is silence.
    #expect(database.lexicon.phones.count == 33)
    let words = try database.lexicon.numbers(of: database.test.transcripts)
    #expect(words.reduce(0) { $0 + $1.count } == 773)
  }
}
