import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

@Suite(.serialized) struct WordVectorFileTests {
  private static let words = ["the", "先生", "naïve", "パンク"]
  private static let values = (0..<12).map { sinf(Float($0)) / 3 }

  @discardableResult
  private func withFile<Result>(_ bytes: [UInt8], _ body: (URL) throws -> Result) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appending(path: "words-\(UUID().uuidString)")
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url)
  }

  /// Both written by gensim: the one without line breaks between the vectors, the other with rounded
  /// numbers.
  @Test(arguments: ["words.bin", "words.txt"]) func readsGensims(name: String) throws {
    let file = try WordVectorFile(contentsOf: Fixture.url(name))
    #expect(file.words == Self.words)
    #expect(file.vectors.shape == [4, 3])
    for (a, b) in zip(file.vectors.scalars(as: Float.self), Self.values) {
      #expect(abs(a - b) < 1e-6)
    }
  }

  @Test(arguments: [true, false]) func comesBackAsItWas(isBinary: Bool) throws {
    let file = WordVectorFile(
      words: Self.words, vectors: Tensor(Self.values, shape: [4, 3]))
    try withFile([]) { url in
      try file.write(to: url, isBinary: isBinary)
      let again = try WordVectorFile(contentsOf: url)
      #expect(again.words == Self.words)
      #expect(again.vectors.scalars(as: Float.self) == Self.values)
      let bytes = try [UInt8](Data(contentsOf: url))
      #expect(bytes.starts(with: Array("4 3\nthe ".utf8)) && bytes.last == UInt8(ascii: "\n"))
    }
  }

  @Test(arguments: [
    ("2 2\na 1 2 3\nb 1 2 3\n", "line 2 has 3 numbers, but the first line promises 2"),
    ("2 2\na 1e39 inf\nb 1 2\n", "line 2 is not a word and 2 numbers"),
    ("\u{0}", "is a file of gensim's own"),
  ]) func saysWhatIsWrongWithTextAndPickles(text: String, problem: String) throws {
    let bytes = text == "\u{0}" ? [0x80, 0x04, 0x95, 0x00] : Array(text.utf8)
    try withFile(bytes) { url in
      let error = #expect(throws: InputError.self) { try WordVectorFile(contentsOf: url) }
      #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
    }
  }

  @Test func readsGloVes() throws {
    try withFile(Array("the 0.5 -1 2e-3\n猫 1 2 3\n".utf8)) { url in
      let file = try WordVectorFile(contentsOf: url)
      #expect(file.words == ["the", "猫"])
      #expect(file.vectors.scalars(as: Float.self) == [0.5, -1, 2e-3, 1, 2, 3])
    }
  }

  /// glove.840B has words such as `. . .` and `at name@domain.com`.
  @Test(arguments: ["", "4 3\n"]) func readsWordsWithSpaces(head: String) throws {
    let text = "the 0.5 -1 2e-3\n. . . 1 2 3\nat name@domain.com 4 5 6\n1 2 7 8 9\n"
    try withFile(Array((head + text).utf8)) { url in
      let file = try WordVectorFile(contentsOf: url)
      #expect(file.words == ["the", ". . .", "at name@domain.com", "1 2"])
      #expect(file.vectors.scalars(as: Float.self).dropFirst(3) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    }
  }

  /// Wherever a file ends too early, it is said; never the wrong words.
  @Test(arguments: [true, false]) func tellsWhenItIsCutShort(isBinary: Bool) throws {
    let file = WordVectorFile(
      words: Self.words, vectors: Tensor(Self.values, shape: [4, 3]))
    let bytes = try withFile([]) { url in
      try file.write(to: url, isBinary: isBinary)
      return try [UInt8](Data(contentsOf: url))
    }
    // The last line break may be missing, and of text the last digits of the last number.
    let last = isBinary ? bytes.count - 1 : bytes.count - 12
    for count in 0..<last {
      try withFile(Array(bytes[..<count])) { url in
        #expect(throws: InputError.self, "\(count) of \(bytes.count)") {
          try WordVectorFile(contentsOf: url)
        }
      }
    }
  }

  @Test(
    arguments: [
      ("", "is empty"), ("\n", "is empty"), ("hello\n", "is not a file of word vectors"),
      ("0 3\n", "is not a file of word vectors"), ("-1 3\n", "is not a file of word vectors"),
      ("9999999999 9999\na 1 2\n", "is cut short or damaged"),
      ("9223372036854775807 65536\n", "is cut short or damaged"),
      ("2 2\na 1 2\nb 1\n", "line 3 is not a word and 2 numbers"),
      ("1 2\na 1 nan\n", "line 2 is not a word"), ("2 2\na 1 2\n", "it has 1 of the 2 words"),
      ("a 1 2\nb 1 x\n", "line 2 is not a word and 2 numbers"),
    ])
  func refuses(text: String, problem: String) throws {
    try withFile(Array(text.utf8)) { url in
      let error = #expect(throws: InputError.self) { try WordVectorFile(contentsOf: url) }
      #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
    }
  }

  @Test func survivesNoise() throws {
    var generator = SplitMix64(seed: 8)
    let whole = try [UInt8](Data(contentsOf: Fixture.url("words.bin")))
    for _ in 0..<2000 {
      var bytes = whole
      for _ in 0..<3 {
        bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(
          truncatingIfNeeded: generator.next())
      }
      try withFile(bytes) { url in
        do { _ = try WordVectorFile(contentsOf: url) } catch is InputError {}
      }
    }
  }
}
