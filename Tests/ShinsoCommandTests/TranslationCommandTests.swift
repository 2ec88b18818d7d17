import Foundation
import ShinsoFormats
import TestSupport
import Testing

/// The translators from the command line, on pairs of a made language: each word has another, and
/// they come in reverse order.
@Suite(.serialized) struct TranslationCommandTests {
  private static let words = [
    ("猫", "cat"), ("犬", "dog"), ("鳥", "bird"), ("魚", "fish"), ("馬", "horse"), ("牛", "cow"),
  ]

  /// Four words from six, no word twice: 360 pairs.
  private static let pairs: [(source: String, target: String)] = words.indices.flatMap { a in
    words.indices.flatMap { b in
      words.indices.flatMap { c in
        words.indices.compactMap { d in
          guard Set([a, b, c, d]).count == 4 else { return nil }
          let chosen = [a, b, c, d].map { words[$0] }
          return (
            chosen.map(\.0).joined(separator: " "),
            chosen.reversed().map(\.1).joined(separator: " ")
          )
        }
      }
    }
  }

  private func write(_ place: Workplace) throws {
    let (test, train) = (
      Self.pairs.enumerated().filter { $0.offset % 12 == 0 }.map(\.element),
      Self.pairs.enumerated().filter { $0.offset % 12 != 0 }.map(\.element)
    )
    for (name, pairs) in [("train", train), ("dev", test), ("test", test)] {
      for (ending, side) in [("ja", \(source: String, target: String).source), ("en", \.target)] {
        let text = pairs.map { $0[keyPath: side] + "\n" }.joined()
        try place.write(Array(text.utf8), to: "animals/\(name).\(ending)")
      }
    }
  }

  private func train(_ system: String) -> [String] {
    [
      "train", system, "--data", "animals", "--source", "ja", "--target", "en", "--hidden", "32",
      "--embedding", "24", "--batch-size", "20", "--dropout", "0.1", "--learning-rate", "0.01",
    ]
  }

  private func metrics(_ outcome: Workplace.Outcome) throws -> [String: Double] {
    try #require(try outcome.json()["metrics"] as? [String: Double], "\(outcome)")
  }

  @Test(arguments: ["attention", "seq2seq"]) func learnsAndTranslates(system: String) throws {
    try Workplace.with { place in
      try write(place)
      let trained = try place.run(
        train(system) + ["--epochs", "100", "--stages", "--sample", "猫 犬 鳥 魚"])
      #expect(trained.code == 0, "\(trained)")
      #expect(trained.output.contains("fish bird dog cat"), "\(trained)")
      #expect(trained.lines.count { $0.hasPrefix("  after ") } == 3, "\(trained)")
      let found = try metrics(place.run("evaluate", system, "--json"))
      let bleu = try #require(found["bleu"])
      #expect(bleu > 80, "\(found)")
      #expect(try #require(found["exactMatch"]) > 0.7, "\(found)")
      // A pair that is known has at most three words in their places.
      #expect(try #require(found["characterAgreement"]) > #require(found["nearestPairAgreement"]))
      let greedy = try metrics(place.run("evaluate", system, "--json", "--beam", "1"))
      #expect(try #require(greedy["bleu"]) > 70, "\(greedy)")
      let translated = try place.run("translate", system, "牛 馬 魚 猫", "猫 魚 馬 牛")
      #expect(translated.lines == ["cat fish horse cow", "cow horse fish cat"], "\(translated)")
      #expect(translated.errors.isEmpty)
      try place.write(Array("牛 馬 魚 猫\n\n猫 魚 馬 牛\r\n".utf8), to: "lines.txt")
      let lines = try place.run("translate", system, "--file", "lines.txt")
      #expect(lines.output == "cat fish horse cow\n\ncow horse fish cat\n", "\(lines)")
    }
  }

  @Test func showsWhereItLooks() throws {
    try Workplace.with { place in
      try write(place)
      #expect(try place.run(train("attention") + ["--epochs", "25"]).code == 0)
      let shown = try place.run("translate", "attention", "牛 馬 魚 猫", "--alignment")
      #expect(shown.lines.count == 6 && shown.lines[1].hasPrefix("WRITTEN"), "\(shown)")
      // In place of the system, its run; what is not known is said; other lines go on.
      let other = try place.run("translate", "runs/attention", "牛馬魚猫犬鳥")
      #expect(other.code == 0 && other.errors.contains("put spaces between the words"), "\(other)")
      let long = Array(repeating: "牛", count: 101).joined(separator: " ")
      try place.write(Array("\(long)\n牛 馬 魚 猫\n".utf8), to: "lines.txt")
      let lines = try place.run("translate", "attention", "--file", "lines.txt")
      expectError(lines, 1, "lines.txt", "not translated, and are empty: 1")
      #expect(lines.output.hasPrefix("\n") && lines.lines.count == 1, "\(lines)")
      #expect(lines.errors.contains("line 1: '牛 牛"), "\(lines)")
      expectError(try place.run("translate", "attention", "--file", "animals"), 1, "is a folder")
      let json = try place.run("translate", "attention", "牛 馬 魚 猫", "--json").json()
      #expect(json["source"] as? [String] == ["牛", "馬", "魚", "猫"])
      let weights = try #require(json["weights"] as? [[Double]])
      #expect(weights.count == 4 && weights.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-4 })
      #expect(try place.run(train("seq2seq") + ["--iterations", "5"]).code == 0)
      expectError(
        try place.run("translate", "seq2seq", "牛 馬 魚", "--alignment"), 2,
        "does not look at single words")
      let compared = try place.run("evaluate", "attention", "--compare", "runs/seq2seq")
      #expect(compared.output.contains("BLEU seq2seq"), "\(compared)")
      expectError(
        try place.run("evaluate", "attention", "--compare", "animals"), 1,
        "is not a run of seq2seq or attention")
    }
  }

  /// One word of each pair is a name that occurs nowhere else, and stays as it is.
  @Test func copiesWhatIsNotKnown() throws {
    try Workplace.with { place in
      let lines = Self.pairs.enumerated().map { number, pair in
        let (name, at) = ("N\(number)", number % 4)
        var (source, target) = (
          pair.source.split(separator: " ").map(String.init),
          pair.target.split(separator: " ").map(String.init)
        )
        (source[at], target[3 - at]) = (name, name)
        return source.joined(separator: " ") + "\t" + target.joined(separator: " ") + "\n"
      }
      try place.write(lines.joined().utf8, to: "names.tsv")
      let trained = try place.run(
        "train", "attention", "--data", "names.tsv", "--minimum-count", "2", "--hidden", "32",
        "--embedding", "24", "--batch-size", "20", "--dropout", "0.1", "--learning-rate", "0.01",
        "--epochs", "60")
      #expect(trained.code == 0, "\(trained)")
      let copied = try place.run("translate", "attention", "牛 獏 魚 猫")
      #expect(copied.output == "cat fish 獏 cow\n", "\(copied)")
      let kept = try place.run("translate", "attention", "牛 獏 魚 猫", "--keep-unknown")
      #expect(kept.output == "cat fish <unk> cow\n", "\(kept)")
    }
  }

  /// Long pairs count, but as not translated; what was learned from is not called a test.
  @Test func saysWhatItIsScoredOn() throws {
    try Workplace.with { place in
      let rows = (0..<40).map { "a\($0 % 5) b\t\($0 % 5) c\n" }.joined()
      try place.write(rows.utf8, to: "pairs.tsv")
      let train = [
        "train", "seq2seq", "--data", "pairs.tsv", "--hidden", "8", "--embedding", "8", "--layers",
        "1", "--iterations", "4", "--maximum-length", "4",
      ]
      let learned = try place.run(train)
      #expect(learned.code == 0 && learned.output.hasPrefix("train bleu: "), "\(learned)")
      #expect(learned.errors.contains("evaluations are on the training pairs"), "\(learned)")
      let log = try place.text("runs/seq2seq/log.jsonl")
      #expect(log.contains("\"split\":\"trainEvaluation\"") && !log.contains("\"test\""))
      let known = try place.run("evaluate", "seq2seq")
      #expect(known.code == 0 && known.errors.contains("learned from these pairs"), "\(known)")

      try place.write("a1 b\t1 c\na b c d e f\t1\n".utf8, to: "long.tsv")
      let long = try place.run("evaluate", "seq2seq", "--data", "long.tsv", "--json")
      #expect(
        long.errors.contains("1 of 2 test pairs have no tokens or more than the 4"), "\(long)")
      #expect(try long.json()["samples"] as? Int == 2)

      let held = try place.run(train + ["--held-out", "0.2", "-o", "held"])
      #expect(
        held.output.hasPrefix("test bleu: ") && held.output.contains("(8 samples)"), "\(held)")
      #expect(!held.errors.contains("training pairs"))
      let own = try place.run("evaluate", "seq2seq", "--model", "held", "--json")
      #expect(try own.json()["samples"] as? Int == 8, "\(own)")
      let compared = try place.run("compare", "runs/seq2seq", "held")
      #expect(compared.output.contains(" (train)"), "\(compared)")
      // The same pairs elsewhere are the same pairs.
      try place.write(rows.utf8, to: "copy.tsv")
      let copy = try place.run(
        "evaluate", "seq2seq", "--model", "held", "--data", "copy.tsv", "--json")
      #expect(try copy.json()["samples"] as? Int == 8, "\(copy)")
      try place.write(rows.replacing("a4", with: "a5").utf8, to: "pairs.tsv")
      expectError(
        try place.run("evaluate", "seq2seq", "--model", "held"), 1, "has changed since")
    }
  }

  @Test func doesNotReadStandardInputTwice() throws {
    try Workplace.with { place in
      let text = (0..<30).map { "文\($0 % 7)は短い。" }.joined(separator: "\n")
      let trained = try place.run(
        [
          "train", "seq2seq", "--data", "-", "--pairs", "next", "--held-out", "0.2", "--hidden",
          "8",
          "--embedding", "8", "--layers", "1", "--iterations", "3",
        ], input: text)
      #expect(trained.code == 0 && trained.output.contains("(5 samples)"), "\(trained)")
      expectError(
        try place.run(["evaluate", "seq2seq"], input: text), 1, "learned from standard input")
      let again = try place.run(["evaluate", "seq2seq", "--data", "-", "--json"], input: text)
      #expect(try again.json()["samples"] as? Int == 5, "\(again)")
    }
  }

  /// What was shown before the interruption is shown at the end again.
  @Test func stagesGoOnAfterAnInterruption() throws {
    try Workplace.with { place in
      try write(place)
      let arguments =
        train("seq2seq") + [
          "--iterations", "400", "--checkpoint-every", "10", "--stages", "--sample", "猫 犬 鳥 魚",
        ]
      let whole = try place.run(arguments + ["-o", "whole"])
      #expect(whole.code == 0 && whole.lines.count { $0.hasPrefix("  after ") } == 3, "\(whole)")
      // Between the second stage, after 100 updates, and the third.
      let stopped = try place.run(arguments + ["-o", "parts"]) {
        (try? place.text("parts/log.jsonl"))?.contains("\"iteration\":119,") == true ? SIGINT : nil
      }
      #expect(stopped.code != 0 && stopped.errors.contains("interrupted after"), "\(stopped)")
      let rest = try place.run(arguments + ["-o", "parts", "--resume"])
      #expect(rest.code == 0 && rest.errors.contains("resuming at iteration"), "\(rest)")
      func stages(_ outcome: Workplace.Outcome) -> [Substring] {
        outcome.lines.filter { $0.hasPrefix("  after ") }
      }
      #expect(stages(rest) == stages(whole))
      #expect(
        try place.bytes("parts/model.safetensors") == place.bytes("whole/model.safetensors"))
    }
  }

  @Test(arguments: ["attention", "seq2seq"])
  func interruptedInTheMiddleOfAnEpochItEndsTheSame(system: String) throws {
    try Workplace.with { place in
      try write(place)
      let arguments = train(system) + ["--schedule", "constant", "--iterations", "20"]
      #expect(try place.run(arguments + ["-o", "whole"]).code == 0)
      // Seventeen updates make an epoch.
      let part = train(system) + ["--schedule", "constant", "--iterations", "8", "-o", "parts"]
      #expect(try place.run(part).code == 0)
      let rest = try place.run(arguments + ["-o", "parts", "--resume"])
      #expect(rest.code == 0 && rest.errors.contains("resuming at iteration 8 of 20"), "\(rest)")
      #expect(
        try place.bytes("parts/model.safetensors") == place.bytes("whole/model.safetensors"))
    }
  }

  @Test func readsAndWritesCharacters() throws {
    try Workplace.with { place in
      let poems = [("秋の田の", "露にぬれつつ"), ("春過ぎて", "天の香具山"), ("足曳の", "独りかも寝む")]
      let text = "no\tkami\tshimo\n" + poems.map { "1\t\($0)\t\($1)\n" }.joined()
      try place.write(Array(text.utf8), to: "poems.tsv")
      let trained = try place.run(
        "train", "seq2seq", "--data", "poems.tsv", "--source", "kami", "--target", "shimo",
        "--hidden", "24", "--embedding", "16", "--layers", "1", "--dropout", "0",
        "--learning-rate", "0.02", "--epochs", "150")
      #expect(trained.code == 0, "\(trained)")
      let found = try metrics(place.run("evaluate", "seq2seq", "--json"))
      #expect(found["exactMatch"] == 1 && found["nearestPairAgreement"] == nil, "\(found)")
      let translated = try place.run("translate", "seq2seq", "春過ぎて")
      #expect(translated.output == "天の香具山\n", "\(translated)")
      expectError(
        try place.run("translate", "seq2seq", String(repeating: "秋", count: 101)), 1,
        "has 101 tokens; the model reads at most 100")
      expectError(try place.run("translate", "seq2seq", ""), 2, "is empty")
      try place.write([0x61, 0xFF, 0xFF, 0x0A], to: "broken.txt")
      expectError(
        try place.run("translate", "seq2seq", "--file", "broken.txt"), 1,
        "broken.txt")
      expectError(
        try place.run("translate", "seq2seq", "--file", "gone.txt"), 1, "gone.txt", "No such file")
    }
  }

  @Test func refusesWhatMakesNoSense() throws {
    try Workplace.with { place in
      try write(place)
      func attempt(_ options: String...) throws -> Workplace.Outcome {
        try place.run(["train", "attention", "--iterations", "1"] + options)
      }
      try place.write([], to: "empty.tsv")
      expectError(try attempt("--data", "empty.tsv"), 1, "empty.tsv: is empty")
      expectError(try attempt("--data", "nowhere"), 1, "no such file")
      expectError(try attempt("--data", "animals", "--source", "ja"), 1, "--target")
      expectError(
        try attempt("--data", "animals", "--source", "de", "--target", "en"), 1,
        "no train.de and train.en")
      try place.write(Array("犬\n".utf8), to: "animals/train.ja")
      expectError(
        try attempt("--data", "animals", "--source", "ja", "--target", "en"), 1, "has 1: line by")
      expectError(try place.run("translate", "attention", "犬"), 1, "train first")
      expectError(try place.run("translate", "lenet", "犬"), 2, "lenet has no `translate`")
      expectError(try place.run("translate", "attention", "a", "b", "-o", "x.png"), 2, "--output")
    }
  }
}
