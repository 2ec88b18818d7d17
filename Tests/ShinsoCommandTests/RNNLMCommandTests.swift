import Foundation
import ShinsoFormats
import TestSupport
import Testing

/// The recurrent language model from the command line.
@Suite(.serialized) struct RNNLMCommandTests {
  private static let text = String(
    repeating: "吾輩は猫である。名前はまだ無い。\nどこで生れたかとんと見当がつかぬ。\n", count: 60)
  private let train = [
    "train", "rnnlm", "--hidden", "24", "--embedding", "16", "--layers", "1", "--batch-size", "4",
    "--steps", "10", "--dropout", "0.2", "--seed", "5",
  ]

  private func metrics(_ outcome: Workplace.Outcome) throws -> [String: Double] {
    try #require(try outcome.json()["metrics"] as? [String: Double], "\(outcome)")
  }

  @Test(arguments: ["elman", "lstm", "gru"]) func learnsAndWrites(cell: String) throws {
    try Workplace.with { place in
      try place.write(Array(Self.text.utf8), to: "novel.txt")
      let trained = try place.run(
        train + ["--data", "novel.txt", "--cell", cell, "--epochs", "12"])
      #expect(trained.code == 0, "\(trained)")
      #expect(trained.lines.first?.hasPrefix("test perplexity: ") == true, "\(trained)")
      let found = try metrics(place.run("evaluate", "rnnlm", "--json"))
      // 25 different characters; the text says itself again and again.
      let perplexity = try #require(found["perplexity"])
      #expect(perplexity < 4, "\(found)")
      let bits = try #require(found["bitsPerCharacter"])
      #expect(abs(bits - log2(perplexity)) < 1e-6)
      let generate = ["generate", "rnnlm", "--prompt", "吾輩は", "--length", "40"]
      let written = try place.run(generate + ["--seed", "3"])
      #expect(written.output.hasPrefix("吾輩は"), "\(written)")
      #expect(written.output.count == 3 + 40 + 1)
      #expect(try place.run(generate + ["--seed", "3"]).output == written.output)
      #expect(written.errors.isEmpty)
      let strange = try place.run("generate", "rnnlm", "--prompt", "吾輩は犬?犬", "--length", "4")
      #expect(strange.code == 0 && strange.output.hasPrefix("吾輩は犬?犬"))
      #expect(strange.errors.contains("the model does not know '犬', '?'; it goes"), "\(strange)")
      let likely = try place.run(generate + ["--temperature", "0"])
      #expect(likely.output.hasPrefix("吾輩は猫である。"), "\(likely)")
      #expect(try place.run(generate + ["--top-k", "1", "--seed", "9"]).output == likely.output)
      #expect(try place.run(generate + ["--top-p", "0.0001"]).output == likely.output)
    }
  }

  @Test func readsWordsAndOtherEncodings() throws {
    try Workplace.with { place in
      let english = String(
        repeating: "the cat sat on the mat .\nthe dog sat on the log .\n", count: 80)
      try place.write(Array(english.utf8), to: "words.txt")
      let words = try place.run(
        train + ["--data", "words.txt", "--tokenizer", "space", "--epochs", "8", "-o", "words"])
      #expect(words.code == 0, "\(words)")
      let written = try place.run(
        "generate", "rnnlm", "--model", "words", "--prompt", "the cat", "--length", "5",
        "--temperature", "0")
      #expect(written.output.hasPrefix("the cat sat on the "), "\(written)")
      let found = try metrics(place.run("evaluate", "rnnlm", "--model", "words", "--json"))
      #expect(try #require(found["perplexity"]) < 3)

      let data = try #require(Self.text.data(using: .shiftJIS))
      try place.write(Array(data), to: "sjis.txt")
      try place.write(Array(Self.text.utf8), to: "utf8.txt")
      let short = train + ["--iterations", "5"]
      #expect(try place.run(short + ["--data", "sjis.txt", "-o", "a"]).code == 0)
      #expect(try place.run(short + ["--data", "utf8.txt", "-o", "b"]).code == 0)
      let tensors = { (run: String) in
        try SafetensorsFile(place.url("\(run)/model.safetensors")).tensors().map {
          $0.tensor.scalars(as: Float.self)
        }
      }
      #expect(try tensors("a") == tensors("b"))
    }
  }

  @Test func readsSentenceBySentence() throws {
    try Workplace.with { place in
      let text = String(
        repeating: "the cat sat on the mat .\n\nthe dog sat on the log .\na bird sang .\n",
        count: 40)
      let arguments =
        train + [
          "--data", "-", "--tokenizer", "english", "--lowercase", "--sentences", "--tied",
          "--variational", "--embedding", "24", "--epochs", "30",
        ]
      let trained = try place.run(arguments, input: text)
      #expect(trained.code == 0, "\(trained)")
      for stage in ["before: the cat sat", "halfway: the cat sat", "at the end: the cat sat"] {
        #expect(trained.errors.contains(stage), "\(trained)")
      }
      let samples = try place.text("runs/rnnlm/samples.txt").split(separator: "\n")
      #expect(samples.count == 31 && samples.last?.hasPrefix("epoch 30\tthe cat sat") == true)
      // A text of one's own; what it learned from cannot be read again.
      expectError(try place.run("evaluate", "rnnlm"), 1, "--data", "standard input")
      try place.write("the cat sat on the log .\nA zebra sang .".utf8, to: "own.txt")
      let found = try metrics(place.run("evaluate", "rnnlm", "--data", "own.txt", "--json"))
      // Two lines of 7 and 4 tokens with a line break between them.
      #expect(abs(try #require(found["unknownTokens"]) - 1.0 / 12) < 1e-9)
      // Every sentence is read from the beginning: their order does not matter.
      try place.write("A zebra sang .\nthe cat sat on the log .".utf8, to: "turned.txt")
      let turned = try metrics(place.run("evaluate", "rnnlm", "--data", "turned.txt", "--json"))
      let perplexity = try #require(found["perplexity"])
      #expect(abs(perplexity / (turned["perplexity"] ?? 0) - 1) < 1e-4)
      let beam = try place.run(
        "generate", "rnnlm", "--prompt", "a bird", "--beam", "5", "--length", "3")
      #expect(beam.output.hasPrefix("a bird sang."), "\(beam)")
    }
  }

  @Test func goesOnLineByLine() throws {
    try Workplace.with { place in
      let text = String(
        repeating: "the cat sat on the mat .\nthe dog sat on the log .\n", count: 80)
      try place.write(Array(text.utf8), to: "words.txt")
      let trained = try place.run(
        train + ["--data", "words.txt", "--tokenizer", "space", "--epochs", "16"])
      #expect(trained.code == 0, "\(trained)")
      let lines = try place.run(
        ["generate", "rnnlm", "--interactive", "--temperature", "0"],
        input: "the cat\nthe dog sat\nthe doog")
      #expect(lines.code == 0, "\(lines)")
      for (line, start) in zip(lines.lines, ["the cat sat on the ", "the dog sat on the "]) {
        #expect(line.hasPrefix(start) && line.hasSuffix(" ."), "\(lines)")
      }
      #expect(lines.lines.count == 3 && lines.lines[2].hasPrefix("the doog"))
      #expect(lines.errors.contains("the model does not know 'doog' (near it: 'dog')"), "\(lines)")
      expectError(
        try place.run("generate", "rnnlm", "--interactive", "--beam", "2"), 2, "not both")
      try place.write("cat".utf8, to: "word.txt")
      expectError(
        try place.run("evaluate", "rnnlm", "--data", "word.txt"), 1, "word.txt", "too few tokens")
      expectError(
        try place.run("generate", "rnnlm", "--interactive", "--prompt", "a"), 2, "--prompt")
    }
  }

  @Test func learnsPiecesOfWords() throws {
    try Workplace.with { place in
      let text = String(repeating: "low lower lowest\nnew newer newest\n", count: 60)
      try place.write(Array(text.utf8), to: "words.txt")
      let trained = try place.run(
        train + [
          "--data", "words.txt", "--tokenizer", "bpe", "--merges", "6", "--epochs", "12",
        ])
      #expect(trained.code == 0, "\(trained)")
      let written = try place.run(
        "generate", "rnnlm", "--prompt", "low", "--length", "14", "--temperature", "0")
      #expect(written.output.hasPrefix("low lower lowest"), "\(written)")
      #expect(try metrics(place.run("evaluate", "rnnlm", "--json"))["unknownTokens"] == 0)
    }
  }

  @Test func startsFromWordVectors() throws {
    try Workplace.with { place in
      let text = String(repeating: "the cat sat .\nthe dog ran .\n", count: 40)
      try place.write(Array(text.utf8), to: "words.txt")
      func file(_ words: [String], _ size: Int) -> String {
        let rows = words.map { $0 + String(repeating: " 3.25", count: size) + "\n" }
        return "\(words.count) \(size)\n" + rows.joined()
      }
      try place.write(file(["</s>", "cat", "zebra"], 16).utf8, to: "vectors.txt")
      let arguments =
        train + [
          "--data", "words.txt", "--tokenizer", "space", "--iterations", "1", "--learning-rate",
          "1e-9",
        ]
      let trained = try place.run(arguments + ["--vectors", "vectors.txt"])
      #expect(
        trained.code == 0 && trained.errors.contains("vectors of 2 of 8 tokens"), "\(trained)")
      let tensors = try SafetensorsFile(place.url("runs/rnnlm/model.safetensors")).tensors()
      let table = try #require(tensors.first { $0.name == "embedding.weight" }).tensor
      let given = (0..<8).filter { row in
        table.scalars(as: Float.self)[row * 16..<(row + 1) * 16].allSatisfy {
          abs($0 - 3.25) < 1e-5
        }
      }
      // "\n" and "cat".
      #expect(given.count == 2)
      try place.write(file(["cat"], 8).utf8, to: "small.txt")
      expectError(try place.run(arguments + ["--vectors", "small.txt"]), 1, "give --embedding 8")
      try place.write(file(["zebra"], 16).utf8, to: "other.txt")
      expectError(
        try place.run(arguments + ["--vectors", "other.txt"]), 1, "has none of the text's tokens")
      try place.write(file(["cat", "dog"], 16).utf8.dropLast(40), to: "cut.txt")
      expectError(try place.run(arguments + ["--vectors", "cut.txt"]), 1, "cut.txt")
    }
  }

  /// A resumed run has the vectors that it learned, not those of the file.
  @Test func vectorsStayLearnedAfterAResumption() throws {
    try Workplace.with { place in
      let text = String(repeating: "the cat sat .\nthe dog ran .\n", count: 40)
      try place.write(Array(text.utf8), to: "words.txt")
      let row = String(repeating: " 0.25", count: 16)
      try place.write("2 16\ncat\(row)\ndog\(row)\n".utf8, to: "vectors.txt")
      let arguments =
        train + ["--data", "words.txt", "--tokenizer", "space", "--vectors", "vectors.txt"]
      #expect(try place.run(arguments + ["--iterations", "12", "-o", "whole"]).code == 0)
      // Without a checkpoint, it begins as any run does.
      let part = try place.run(arguments + ["--iterations", "5", "-o", "parts", "--resume"])
      #expect(part.code == 0 && part.errors.contains("vectors of 2 of 8 tokens"), "\(part)")
      let rest = try place.run(arguments + ["--iterations", "12", "-o", "parts", "--resume"])
      #expect(rest.code == 0 && !rest.errors.contains("vectors of 2"), "\(rest)")
      #expect(
        try place.bytes("parts/model.safetensors") == place.bytes("whole/model.safetensors"))
    }
  }

  /// Unknown words make a text no cheaper.
  @Test func unknownWordsCost() throws {
    try Workplace.with { place in
      let lines = (0..<60).map { "the cat saw w\($0) .\n" }.joined()
      try place.write(lines.utf8, to: "words.txt")
      let trained = try place.run(
        train + [
          "--data", "words.txt", "--tokenizer", "space", "--minimum-count", "2", "--sentences",
          "--held-out", "0.2", "--epochs", "8",
        ])
      #expect(trained.code == 0, "\(trained)")
      let found = try metrics(place.run("evaluate", "rnnlm", "--json"))
      // 48 lines are learned from, with a word each that occurs once; of six tokens, one is unknown.
      let perplexity = try #require(found["perplexity"])
      let all = try #require(found["perplexityOfAllWords"])
      #expect(abs(all / perplexity / pow(48, 1.0 / 6) - 1) < 1e-6, "\(found)")
      // The words w48 to w59 take four scalars each with their ends, of 18 characters in a line.
      let bits = try #require(found["bitsPerCharacter"])
      let expected = (6 * log2(perplexity) + 4 * log2(1_112_064)) / 18
      #expect(abs(bits / expected - 1) < 1e-6, "\(found), \(expected)")
    }
  }

  @Test func refusesWhatMakesNoSense() throws {
    try Workplace.with { place in
      try place.write([], to: "empty.txt")
      expectError(try place.run(train + ["--data", "empty.txt"]), 1, "empty.txt")
      try place.write(Array("短い".utf8), to: "short.txt")
      expectError(try place.run(train + ["--data", "short.txt"]), 1, "too few")
      try place.write(Array(String(repeating: "a", count: 99).utf8), to: "one.txt")
      expectError(try place.run(train + ["--data", "one.txt"]), 1, "too few tokens")
      try place.write(Array("猫は".utf8) + [0xE7, 0x8C] + Array("寝る。\n".utf8), to: "damaged.txt")
      expectError(try place.run(train + ["--data", "damaged.txt"]), 1, "damaged.txt", "byte 6")
      expectError(try place.run(train + ["--data", "-"]), 1, "standard input: contains no text")
      try place.write(Array(String(repeating: "a b ", count: 99).utf8), to: "line.txt")
      let words = train + ["--data", "line.txt", "--tokenizer", "space"]
      expectError(try place.run(words + ["--sentences"]), 1, "a sentence a line")
      expectError(try place.run(words + ["--tied"]), 1, "--tied: needs --embedding 24")
      expectError(try place.run(train + ["--tokenizer", "words"]), 2, "--tokenizer")
      try place.write([0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 1, 2, 3], to: "picture.png")
      expectError(try place.run(train + ["--data", "picture.png"]), 1, "picture.png")
      expectError(try place.run(train + ["--data", "nowhere.txt"]), 1, "no such file")
      expectError(try place.run("generate", "rnnlm"), 1, "train first (shinso train rnnlm)")
      expectError(try place.run(train + ["--cell", "transformer"]), 2, "--cell")
    }
  }

  @Test func killedInTheMiddleOfAnEpochItEndsTheSame() throws {
    try Workplace.with { place in
      try place.write(Array(Self.text.utf8), to: "novel.txt")
      let arguments = train + ["--data", "novel.txt", "--iterations", "150"]
      #expect(try place.run(arguments + ["-o", "whole"]).code == 0)
      // A checkpoint in mid-epoch carries the state of the text.
      let part = train + ["--data", "novel.txt", "--iterations", "70", "-o", "parts"]
      #expect(try place.run(part).code == 0)
      let rest = try place.run(arguments + ["-o", "parts", "--resume"])
      #expect(rest.code == 0 && rest.errors.contains("resuming at iteration 70 of 150"), "\(rest)")
      #expect(
        try place.bytes("parts/model.safetensors") == place.bytes("whole/model.safetensors"))
      // The same number of characters, one of them another.
      try place.write(Array(Self.text.replacing("猫", with: "犬").utf8), to: "novel.txt")
      expectError(
        try place.run(arguments + ["--iterations", "160", "-o", "parts", "--resume"]), 1,
        "is from a run on other data")
      expectError(
        try place.run("evaluate", "rnnlm", "--model", "whole"), 1, "has changed since")
    }
  }
}
