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
      // What is not known is copied from where it was looked.
      let strange = try place.run("translate", "attention", "牛 獏 魚")
      #expect(strange.code == 0, "\(strange)")
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
      expectError(try place.run("translate", "seq2seq", ""), 1, "has nothing to translate")
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
