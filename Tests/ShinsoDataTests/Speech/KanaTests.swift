import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct KanaTests {
  @Test(
    arguments: [
      ("いち", "i ch i"), ("ゼロ", "z e r o"), ("きゅう", "ky u u"), ("しゃしん", "sh a sh i N"),
      ("がっこう", "g a Q k o u"), ("コーヒー", "k oo h ii"), ("ウィ", "w i"), ("ファン", "f a N"),
      ("ちょっと", "ch o Q t o"), ("つづき", "ts u z u k i"),
    ])
  func phones(word: String, phones: String) {
    #expect(Kana.phones(of: word)?.joined(separator: " ") == phones)
  }

  @Test(arguments: ["猫", "neko", "", "ー", "ゃ", "かゃ", "いち一"]) func others(word: String) {
    #expect(Kana.phones(of: word) == nil)
  }

  @Test func wordsThatAreNotKanaAreListed() throws {
    let lexicon = try Lexicon(kana: ["いち", "に"], missing: "lexicon.txt")
    #expect(lexicon.words == ["いち", "に"] && lexicon.phones == ["ch", "i", "n"])
    let error = #expect(throws: InputError.self) {
      try Lexicon(kana: ["いち", "二", "three"], missing: "lexicon.txt")
    }
    #expect(error?.problem.hasSuffix("2 words are not kana: 二 three") == true)
  }
}
