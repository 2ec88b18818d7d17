import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct TextCorpusTests {
  private func read(
    _ place: URL, pieceSize: Int = TextPieces.pieceSize
  ) throws -> (text: String, contents: TextCorpus.Contents) {
    var text = ""
    let corpus = TextCorpus(place, removesAozoraMarkup: false, pieceSize: pieceSize)
    let contents = try corpus.forEachLine { text += $0 }
    return (text, contents)
  }

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
      let (text, corpus) = try read(folder)
      #expect(corpus.files == ["README", "a/b.txt.gz", "a/z.TSV", "b.txt"])
      #expect(text == "last\nab\nあ\nb\n")
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
        TextSamples.problem { _ = try read(folder) }.hasSuffix(
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
        try read(folder.appending(path: $0)).contents.digest
      }
      #expect(digests[0] == digests[1] && digests[0] != digests[2])
      // printf '吾輩は猫である。\n名前はまだ無い。\n' | sha256sum
      #expect(digests[0] == "940afc44b45b903a3ca332fd0152a52bbe46764604a6158a3b7512c584cb7f68")
    }
  }

  /// In small pieces everything reads as it does at once.
  @Test func piecesMakeNoDifference() throws {
    let text = String(repeating: "吾輩は猫である。\r\n\r\nﾆｬﾝ cat\n", count: 40) + "名前"
    let plain = text.replacing("\r\n", with: "\n")
    try ImageFixtures.withTemporaryFolder { folder in
      let encoded = [
        "utf8.txt": Array(text.utf8), "mark.txt": [0xEF, 0xBB, 0xBF] + Array(text.utf8),
        "sjis.txt": try TextSamples.shiftJIS(text), "utf16.txt": TextSamples.utf16(text),
        "gzip.gz": TextSamples.gzip(Array(text.utf8)),
        "mac.txt": Array(
          plain.replacing("\n", with: "\r").utf8),
        "late.txt": Array((String(repeating: "a\n", count: 200) + plain).utf8),
      ]
      for (name, bytes) in encoded {
        try TextSamples.write(bytes, name, in: folder)
        let file = folder.appending(path: name)
        let expected = name == "late.txt" ? String(repeating: "a\n", count: 200) + plain : plain
        for size in [64, 100, 1000, 1 << 20] {
          #expect(try read(file, pieceSize: size).text == expected, "\(name) by \(size)")
        }
      }
      // A line without a place to divide it, but between characters.
      let endless = String(repeating: "猫", count: 1000)
      try TextSamples.write(Array(endless.utf8), "endless.txt", in: folder)
      #expect(try read(folder.appending(path: "endless.txt"), pieceSize: 100).text == endless)
      try TextSamples.write(try TextSamples.shiftJIS(endless), "endless-sjis.txt", in: folder)
      #expect(
        TextSamples.problem {
          _ = try read(folder.appending(path: "endless-sjis.txt"), pieceSize: 100)
        }.contains("endless-sjis.txt: is"))
      // Damage is found where it is.
      var bytes = Array(text.utf8)
      bytes[bytes.count - 6] = 0xFF
      try TextSamples.write(bytes, "damaged.txt", in: folder)
      #expect(
        TextSamples.problem { _ = try read(folder.appending(path: "damaged.txt"), pieceSize: 100) }
          .hasSuffix("is damaged: byte \(bytes.count - 6) cannot be read as UTF-8"))
    }
  }

  /// Sixty megabytes by the four of a piece, with few words: more memory would hold the text.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/statm"), "needs /proc"))
  func aLongTextTakesLittleMemory() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      let line = Array(String(repeating: "the cat sat on the mat ", count: 44).utf8) + [0x0A]
      let part = Array(repeatElement(line, count: 1000).joined())
      let file = folder.appending(path: "long.txt")
      _ = FileManager.default.createFile(atPath: file.path, contents: nil)
      let handle = try FileHandle(forWritingTo: file)
      for _ in 0..<60 { try handle.write(contentsOf: Data(part)) }
      try handle.close()
      let before = try residentBytes()
      var (lines, most) = (0, 0)
      let text = try NumberedText(by: .space, limit: 1 << 16) { take in
        try TextCorpus(file).forEachLine {
          lines += 1
          if lines % 5000 == 0 { most = max(most, try residentBytes()) }
          try take($0)
        }
      }
      #expect(lines == 60_000 && text.count == 60_000 * (6 * 44 + 1))
      #expect(most - before < 40 << 20, "\(most - before)")
    }
  }

  /// The memory of this process, from `/proc`.
  private func residentBytes() throws -> Int {
    let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(
      separator: " ")
    return try #require(Int(pages[1])) * Int(getpagesize())
  }

  @Test func whatCannotBeReadIsNamed() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      let problem = TextSamples.problem { _ = try read(folder) }
      #expect(problem == "\(folder.path): contains no text")
      try TextSamples.write([], "empty.txt", in: folder)
      #expect(
        TextSamples.problem { _ = try read(folder) }.hasSuffix(
          "contains no text; 1 file or folder skipped (empty): 'empty.txt'"))
      let file = folder.appending(path: "empty.txt")
      #expect(TextSamples.problem { _ = try read(file) } == "\(file.path): contains no text")
      let absent = folder.appending(path: "absent.txt")
      #expect(TextSamples.problem { _ = try read(absent) }.contains("cannot be opened"))
      try TextSamples.write([0, 1], "binary.txt", in: folder)
      #expect(
        TextSamples.problem { _ = try read(folder.appending(path: "binary.txt")) }
          .contains("byte 0 is NUL"))
      try TextSamples.write(
        Array(TextSamples.gzip(Array("abc".utf8)).dropLast(4)), "cut.gz", in: folder)
      #expect(throws: InputError.self) { try read(folder.appending(path: "cut.gz")) }
    }
  }

  @Test(.requiresTestData("text/neko.txt", "text/hyakunin100.tsv"))
  func realTexts() throws {
    let (text, neko) = try read(#require(TextSamples.neko))
    #expect(text.count == 328_721 && neko.notes.isEmpty)
    #expect(text.hasPrefix("一\n\n　吾輩は猫である。\n名前はまだ無い。\n"))
    let poems = try read(#require(TestData.url("text/hyakunin100.tsv")))
    #expect(poems.text.split(separator: "\n").count == 101)
  }
}
