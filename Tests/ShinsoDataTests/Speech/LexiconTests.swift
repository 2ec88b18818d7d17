import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct LexiconTests {
  @Test func readsPronunciations() throws {
    let lexicon = try Lexicon(
      ";;; CMU\nA  AH\nA(2)\tEY\nTWO T UW\n\n# Kaldi\nTWO T UW\n(X) K S\n", name: "dic")
    #expect(lexicon.words == ["A", "TWO", "(X)"])
    #expect(lexicon.phones == ["AH", "EY", "K", "S", "T", "UW"])
    #expect(lexicon.pronunciations == [[[1], [2]], [[5, 6]], [[3, 4]]])
    #expect(lexicon.number(of: "TWO") == 1 && lexicon.number(of: "A(2)") == nil)
  }

  @Test func saysWhatIsWrong() {
    #expect(problem { try Lexicon("A AH\nB\n", name: "dic") } == "dic: line 2: 'B' has no phones")
    #expect(problem { try Lexicon("\n# nothing\n", name: "dic") } == "dic: has no words")
  }

  @Test func listsAllMissingWords() throws {
    let lexicon = try Lexicon("A AH\n", name: "dic")
    let transcripts = try Transcripts("u1 A C B\nu2 A B\n", name: "text")
    #expect(
      problem { try lexicon.numbers(of: transcripts) }
        == "text: 2 words are not in the lexicon; add them: B C")
    let one = try Transcripts("u1 A A\n", name: "text")
    #expect(try lexicon.numbers(of: one) == [[0, 0]])
  }
}

/// The message of the error that `body` throws, or nothing.
private func problem<Result>(_ body: () throws -> Result) -> String {
  do {
    _ = try body()
    return ""
  } catch {
    return "\(error)"
  }
}
