import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct TranscriptsTests {
  @Test func readsSphinx() throws {
    let transcripts = try Transcripts("<s> NINE ONE </s> (u1)\n\nYES (u2)\n", name: "text")
    #expect(transcripts.lines.map(\.id) == ["u1", "u2"])
    #expect(transcripts.lines.map(\.words) == [["NINE", "ONE"], ["YES"]])
  }

  @Test func readsKaldi() throws {
    let transcripts = try Transcripts("u1 NINE ONE\nu2 (YES)\n", name: "text")
    #expect(transcripts.lines.map(\.id) == ["u1", "u2"])
    #expect(transcripts.lines.map(\.words) == [["NINE", "ONE"], ["(YES)"]])
  }

  @Test(
    arguments: [
      ("YES (u1)\n<s> </s> (u2)\n", "line 2: utterance 'u2' has no words"),
      ("u1 YES\nu2\n", "line 2: utterance 'u2' has no words"),
      ("u1 YES\nu1 NO\n", "line 2: utterance 'u1' is there twice"), ("\n", "has no transcripts"),
    ])
  func refuses(text: String, message: String) {
    let error = #expect(throws: InputError.self) { try Transcripts(text, name: "text") }
    #expect(error?.problem.contains(message) == true, "\(String(describing: error))")
  }
}
