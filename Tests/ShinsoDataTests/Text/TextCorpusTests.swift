import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct TextCorpusTests {
  @Test func aFolderIsReadInTheOrderOfItsPaths() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      func write(_ bytes: [UInt8], _ path: String) throws {
        try TextSamples.write(bytes, path, in: folder)
      }
      try write(Array("b\n".utf8), "b.txt")
      try write(TextSamples.shiftJIS("あ"), "a/z.TSV")
      try write(TextSamples.gzip(Array("ab\r\n".utf8)), "a/b.txt.gz")
      try write(Array("last".utf8), "README")
      try write(Array("x".utf8), ".git/config")
      try write(Array("x".utf8), ".hidden.txt")
      try write(Array("x".utf8), "page.html")
      try write([0x7F, 0x45, 0x4C, 0x46, 0, 1], "program")
      try write([], "empty.txt")
      try FileManager.default.createSymbolicLink(
        at: folder.appending(path: "a/loop"), withDestinationURL: folder)
      let corpus = try TextCorpus(folder)
      #expect(corpus.files == ["README", "a/b.txt.gz", "a/z.TSV", "b.txt"])
      #expect(corpus.text == "last\nab\nあ\nb\n")
      #expect(
        corpus.notes == [
          "2 files or folders skipped (hidden): '.git', …",
          "1 file or folder skipped (other extension than .txt, .tsv, .csv or none, with or "
            + "without .gz): 'page.html'",
          "1 file or folder skipped (links to folders): 'a/loop'",
          "1 file or folder skipped (not text): 'program'",
          "1 file or folder skipped (empty): 'empty.txt'",
        ])
      // Damaged text is not skipped.
      try write(Array("猫".utf8.dropLast()) + Array("である".utf8), "c.txt")
      #expect(
        TextSamples.problem { _ = try TextCorpus(folder) }.hasSuffix(
          "c.txt: is damaged: byte 0 cannot be read as UTF-8"))
    }
  }

  @Test func theDigestIsOfTheText() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      let text = "吾輩は猫である。\r\n名前はまだ無い。\r\n"
      try TextSamples.write(Array(text.utf8), "a.txt", in: folder)
      try TextSamples.write(TextSamples.gzip(TextSamples.eucJP(text)), "b.gz", in: folder)
      try TextSamples.write(Array((text + "a").utf8), "c.txt", in: folder)
      let digests = try ["a.txt", "b.gz", "c.txt"].map {
        try TextCorpus(folder.appending(path: $0)).digest
      }
      #expect(digests[0] == digests[1] && digests[0] != digests[2])
      // printf '吾輩は猫である。\n名前はまだ無い。\n' | sha256sum
      #expect(digests[0] == "940afc44b45b903a3ca332fd0152a52bbe46764604a6158a3b7512c584cb7f68")
    }
  }

  @Test func whatCannotBeReadIsNamed() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      let problem = TextSamples.problem { _ = try TextCorpus(folder) }
      #expect(problem == "\(folder.path): contains no text")
      try TextSamples.write([], "empty.txt", in: folder)
      #expect(
        TextSamples.problem { _ = try TextCorpus(folder) }.hasSuffix(
          "contains no text; 1 file or folder skipped (empty): 'empty.txt'"))
      let file = folder.appending(path: "empty.txt")
      #expect(TextSamples.problem { _ = try TextCorpus(file) } == "\(file.path): contains no text")
      let absent = folder.appending(path: "absent.txt")
      #expect(TextSamples.problem { _ = try TextCorpus(absent) }.contains("cannot be opened"))
      try TextSamples.write([0, 1], "binary.txt", in: folder)
      #expect(
        TextSamples.problem { _ = try TextCorpus(folder.appending(path: "binary.txt")) }
          .contains("byte 0 is NUL"))
      try TextSamples.write(
        Array(TextSamples.gzip(Array("abc".utf8)).dropLast(4)), "cut.gz", in: folder)
      #expect(throws: InputError.self) { try TextCorpus(folder.appending(path: "cut.gz")) }
    }
  }

  @Test(.requiresTestData("text/neko.txt", "text/hyakunin100.tsv"))
  func realTexts() throws {
    let neko = try TextCorpus(#require(TextSamples.neko))
    #expect(neko.text.count == 328_721 && neko.notes.isEmpty)
    #expect(neko.text.hasPrefix("一\n\n　吾輩は猫である。\n名前はまだ無い。\n"))
    let poems = try TextCorpus(#require(TestData.url("text/hyakunin100.tsv")))
    #expect(poems.text.split(separator: "\n").count == 101)
  }
}
