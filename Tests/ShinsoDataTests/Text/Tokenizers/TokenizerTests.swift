import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct TokenizerTests {
  @Test func textsAreCut() {
    #expect(
      Tokenizer.characters.tokens(of: "か\u{3099}a\n👩‍👧 ")
        == ["か\u{3099}", "a", "\n", "👩‍👧", " "])
    #expect(
      Tokenizer.space.tokens(of: " the  cat\tsat\n\n　吾輩 は\n") == [
        "the", "cat", "sat", "\n", "\n", "吾輩", "は", "\n",
      ])
    #expect(Tokenizer.space.tokens(of: "a") == ["a"] && Tokenizer.space.tokens(of: "").isEmpty)
    #expect(Tokenizer.space.joined(["a", "b", "\n", "c"]) == "a b\nc")
    #expect(Tokenizer.characters.joined(["a", "b", "\n"]) == "ab\n")
  }

  @Test func spellingsBecomeOne() throws {
    let text = "ＡＢｃ　ｶﾞ ㌔ ﬁ"
    let nfkc = try Tokenizer(.space, normalization: .nfkc)
    #expect(nfkc.tokens(of: text) == ["ABc", "ガ", "キロ", "fi"])
    let small = try Tokenizer(.space, normalization: .nfkc, lowercase: true)
    #expect(small.tokens(of: text)[0] == "abc")
    #expect(try Tokenizer(.characters, lowercase: true).tokens(of: "ÄΣ\n") == ["ä", "σ", "\n"])
    #expect(Tokenizer.space.tokens(of: text)[0] == "ＡＢｃ")
  }

  @Test func comesBackFromItsFile() throws {
    let pairs = try BytePairs(merges: ["猫 犬", "a b</w>"], name: "m")
    for tokenizer in [
      Tokenizer.characters, .space,
      try Tokenizer(.english, normalization: .nfkc, lowercase: true),
      try Tokenizer(.bpe, pairs: pairs),
    ] {
      let json = tokenizer.json
      #expect(!json.contains("\n"))
      #expect(try Tokenizer(json: json, name: "m") == tokenizer)
    }
    func problem(_ json: String) -> String {
      TextSamples.problem { _ = try Tokenizer(json: json, name: "m") }
    }
    for json in ["", "{}", "[]", #"{"kind":"words","normalize":"none","lowercase":false}"#] {
      #expect(problem(json) == "m: has a tokenizer that makes no sense")
    }
    #expect(
      problem(#"{"kind":"bpe","normalize":"none","lowercase":false,"merges":["a b","ab"]}"#)
        == "m: merge 2 is not two symbols: 'ab'")
  }
}
