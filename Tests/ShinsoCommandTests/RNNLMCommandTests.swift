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

  @Test func refusesWhatMakesNoSense() throws {
    try Workplace.with { place in
      try place.write([], to: "empty.txt")
      expectError(try place.run(train + ["--data", "empty.txt"]), 1, "empty.txt")
      try place.write(Array("短い".utf8), to: "short.txt")
      expectError(try place.run(train + ["--data", "short.txt"]), 1, "too few")
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
