import Foundation
import ShinsoData
import ShinsoTensor
import TestSupport
import Testing

@Suite struct SentencePairsTests {
  private func read(
    _ files: [String: String], _ path: String = "", source: String? = nil, target: String? = nil
  ) throws -> SentencePairs {
    try withFolder { folder in
      for (name, text) in files {
        try Data(text.utf8).write(to: folder.appending(path: name))
      }
      return try SentencePairs(
        path.isEmpty ? folder : folder.appending(path: path), source: source, target: target)
    }
  }

  private func problem(
    _ files: [String: String], _ path: String = "", source: String? = nil, target: String? = nil
  ) -> String {
    do {
      _ = try read(files, path, source: source, target: target)
      return "none"
    } catch {
      return (error as? InputError)?.problem ?? "\(error)"
    }
  }

  @Test func readsFilesByLanguage() throws {
    let files = [
      "train.ja": "猫\n犬 だ\r\n\n", "train.en": "cat\na dog\nnothing\n", "valid.ja": "鳥",
      "valid.en": "bird", "test.ja": "魚\n", "test.en": "fish\n", "notes": "x",
    ]
    let pairs = try read(files, source: "ja", target: "en")
    #expect(
      pairs[.train] == [
        SentencePair(source: "猫", target: "cat"), SentencePair(source: "犬 だ", target: "a dog"),
      ])
    #expect(pairs[.dev] == [SentencePair(source: "鳥", target: "bird")])
    #expect(pairs[.test] == [SentencePair(source: "魚", target: "fish")])
    #expect(pairs.notes.count == 1 && pairs.notes[0].contains("1 pair with an empty side"))
    let back = try read(files, source: "en", target: "ja")
    #expect(back[.test] == [SentencePair(source: "fish", target: "魚")])
  }

  @Test func readsTables() throws {
    let plain = try read(
      ["train.txt": "君 が 代 は\t苔 の む す\n", "test.txt": "a\tb\n"])
    #expect(plain[.train] == [SentencePair(source: "君 が 代 は", target: "苔 の む す")])
    #expect(plain[.test].count == 1 && plain[.dev].isEmpty)
    let named = try read(
      ["poems.tsv": "number\tkami\tshimo\n1\t\"秋\t露\n"], "poems.tsv", source: "kami",
      target: "shimo")
    #expect(named[.train] == [SentencePair(source: "\"秋", target: "露")])
    let quoted = try read(
      ["a.csv": "to,from\n\"b, c\",a\n"], "a.csv", source: "from", target: "to")
    #expect(quoted[.train] == [SentencePair(source: "a", target: "b, c")])
  }

  @Test func saysWhatIsWrong() {
    #expect(problem(["a.tsv": ""], "a.tsv") == "is empty")
    #expect(problem(["a.tsv": "one\n"], "a.tsv").hasPrefix("has one column"))
    #expect(
      problem(["a.tsv": "x\ty\tz\n"], "a.tsv")
        == "has 3 columns (x, y, z); name two by --source and --target")
    #expect(
      problem(["a.tsv": "x\ty\n1\t2\n"], "a.tsv", source: "x", target: "q")
        == "has no column 'q'; its first line has 'x', 'y'")
    #expect(problem(["a.tsv": "a\tb\nc\n"], "a.tsv").hasPrefix("line 2 has 1 column"))
    #expect(problem(["a.tsv": " \tb\n"], "a.tsv") == "has no pair of sentences")
    #expect(
      problem(["train.ja": "a\nb\n", "train.en": "a\n"], source: "ja", target: "en")
        .hasPrefix("has 1 line, but "))
    #expect(
      problem(["train.ja": "a\n"], source: "ja", target: "en")
        == "has no counterpart train.en beside it")
    #expect(problem(["train.ja": "a\n"]).hasSuffix("it has train.ja"))
    #expect(problem([:], source: "ja", target: "en").hasSuffix("it is empty"))
    #expect(problem([:], source: "ja").hasPrefix("is needed as well"))
    #expect(problem([:], "gone") == "no such file or folder")
  }

  @Test func refusesWhatIsNoText() throws {
    try withFolder { folder in
      let file = folder.appending(path: "a.tsv")
      try Data([0x61, 0x09, 0xFF, 0xFE, 0x80, 0x0A]).write(to: file)
      #expect(throws: InputError.self) {
        try SentencePairs(file, source: nil, target: nil)
      }
    }
  }

  @Test func makesPairsFromText() throws {
    let text = "吾輩は猫である。名前はまだ無い。\n  どこで 生れた か\n。\n"
    let next = try SentencePairs(of: text, .next, name: "novel")[.train]
    #expect(
      next.map(\.source) == ["吾輩は猫である。", "名前はまだ無い。", "どこで 生れた か"])
    #expect(next.map(\.target) == ["名前はまだ無い。", "どこで 生れた か", "。"])
    let complete = try SentencePairs(of: text, .complete, name: "novel")[.train]
    #expect(
      complete == [
        SentencePair(source: "吾", target: "輩は猫である。"),
        SentencePair(source: "名", target: "前はまだ無い。"),
        SentencePair(source: "どこで", target: "生れた か"),
      ])
    #expect(throws: InputError.self) { try SentencePairs(of: "短い", .next, name: "novel") }
  }
}
