import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct WordCorpusTests {
  private func corpus(
    _ lines: [String], minimumCount: Int = 1, vocabulary: CountedWords? = nil,
    by tokenizer: Tokenizer = .space
  ) throws -> WordCorpus {
    try WordCorpus(
      by: tokenizer, minimumCount: minimumCount, vocabulary: vocabulary, merges: 10, name: "text"
    ) { body in for line in lines { try body(line) } }
  }

  private func withFile<Result>(_ text: String, _ body: (URL) throws -> Result) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appending(path: "vocab-\(UUID().uuidString)")
    try Data(text.utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url)
  }

  @Test func numbersWordsByTheirCounts() throws {
    let found = try corpus(["b a\n", "a c a\n", "b"])
    #expect(found.vocabulary.words == ["a", "b", "c"])
    #expect(found.vocabulary.counts == [3, 2, 1])
    #expect(Array(found.tokens) == [1, 0, -1, 0, 2, 0, -1, 1])
    #expect(found.wordCount == 6)
    // Rare words are as if they were not there.
    let frequent = try corpus(["b a\n", "a c a\n", "b"], minimumCount: 2)
    #expect(Array(frequent.tokens) == [1, 0, -1, 0, 0, -1, 1])
    #expect(frequent.wordCount == 6)
  }

  @Test func cutsAsItIsTold() throws {
    #expect(
      try corpus(["猫だ\n"], by: .characters).vocabulary.words == ["猫", "だ"])
    let pieces = try corpus(["low low lower\n"], by: Tokenizer(.bpe))
    #expect(pieces.tokenizer.pairs.merges.count > 1)
    #expect(!pieces.vocabulary.words.contains("\n"))
  }

  @Test func refusesWhatHasNoWords() throws {
    #expect(throws: InputError("text", "contains no words")) { try corpus(["\n", " \n"]) }
    #expect(throws: InputError.self) { try corpus(["a b c\n"], minimumCount: 2) }
  }

  @Test func vocabulariesComeBack() throws {
    let found = try corpus(["b a a 猫\n"])
    try withFile("") { url in
      try found.vocabulary.write(to: url)
      #expect(try String(contentsOf: url, encoding: .utf8) == "a 2\nb 1\n猫 1\n")
      #expect(try CountedWords(contentsOf: url) == found.vocabulary)
      #expect(try CountedWords(contentsOf: url, minimumCount: 2).words == ["a"])
    }
    // A space is a character too, and two spellings that look the same are two.
    let strange = try corpus(["a b c\n", "\u{E9} e\u{301}\n"], by: .characters)
    #expect(strange.vocabulary.words.first == " ")
    try withFile("") { url in
      try strange.vocabulary.write(to: url)
      let again = try CountedWords(contentsOf: url)
      #expect(again.words.map { Array($0.utf8) } == strange.vocabulary.words.map { Array($0.utf8) })
      #expect(again.counts == strange.vocabulary.counts)
    }
    // As the original tool writes it; words that it lacks are left out of the text.
    try withFile("</s> 0\nb 9\na 12\n") { url in
      let given = try CountedWords(contentsOf: url)
      #expect(given.words == ["a", "b"])
      #expect(try Array(corpus(["b c a\n"], vocabulary: given).tokens) == [1, 0, -1])
      #expect(throws: InputError("text", "has no words of the vocabulary")) {
        try corpus(["x y\n"], vocabulary: given)
      }
    }
    for (text, problem) in [
      ("a\n", "line 1 is not a word and its count"), ("a 1\nb x\n", "line 2 is not"),
      ("a 1\na 2\n", "line 2: 'a' is there twice"), ("</s> 3\n", "has no words"),
    ] {
      try withFile(text) { url in
        let error = #expect(throws: InputError.self) { try CountedWords(contentsOf: url) }
        #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
      }
    }
  }
}
