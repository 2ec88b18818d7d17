import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

@Suite struct ARPAFileTests {
  private let text = """
    What comes first is passed over.

    \\data\\
    ngram 1=3
    ngram 2=2

    \\1-grams:
    -0.5 a\t-0.25
    -99 <s> -0.3
    -0.7 </s>

    \\2-grams:
    -0.1 a a
    -0.2\t<s> a

    \\end\\

    """

  private func read(_ text: String) throws -> ARPAFile {
    try ARPAFile(MemorySource(Array(text.utf8), name: "lm"))
  }

  @Test func reads() throws {
    let file = try read(text)
    #expect(
      file.ngrams[0] == [
        .init(words: ["a"], logProbability: -0.5, backoff: -0.25),
        .init(words: ["<s>"], logProbability: -.infinity, backoff: -0.3),
        .init(words: ["</s>"], logProbability: -0.7),
      ])
    #expect(file.ngrams[1].map(\.words) == [["a", "a"], ["<s>", "a"]])
    #expect(try read(text.replacing("\n", with: "\r\n")) == file)
  }

  @Test func comesBackAsItWas() throws {
    let file = try read(text)
    try withFolder { folder in
      let url = folder.appending(path: "lm.arpa")
      try file.write(to: url)
      #expect(try ARPAFile(url) == file)
    }
  }

  @Test(
    arguments: [
      ("ngram 2=2", "ngram 3=2", "line 5 is not `ngram 2=COUNT`"),
      ("ngram 2=2", "ngram 2=-2", "line 5 is not `ngram 2=COUNT`"),
      ("ngram 2=2", "ngram 2=9223372036854775807", "line 16 ends the 2-grams after 2 of"),
      ("-0.7 </s>", "x </s>", "line 10 has 'x' in the place of a logarithm"),
      ("-0.7 </s>", "", "line 12 ends the 1-grams after 2 of 3"),
      ("-0.1 a a", "-0.1 a a 0.2", "line 13 is not a logarithm, 2 words"),
      ("\\end\\", "", "ends after line 16"), ("\\data\\", "data", "is not an n-gram file"),
    ])
  func refuses(part: String, instead: String, message: String) {
    let found = problem { try read(text.replacing(part, with: instead)) }
    #expect(found.contains(message), "\(found)")
  }

  @Test(.requiresTestData("speech/an4/etc/an4.ug.lm")) func realFile() throws {
    let file = try ARPAFile(#require(TestData.url("speech/an4/etc/an4.ug.lm")))
    let sum = file.ngrams[0].reduce(0) { $0 + pow(10, $1.logProbability) }
    #expect(abs(sum - 1) < 0.01)
  }

  @Test func damageThrowsNothingElse() throws {
    var damage = Damage(seed: 5)
    for _ in 0..<200 {
      for bytes in [damage.text(text), damage.bytes(Array(text.utf8))] {
        do { _ = try ARPAFile(MemorySource(bytes, name: "lm")) } catch is InputError {}
      }
    }
  }
}
