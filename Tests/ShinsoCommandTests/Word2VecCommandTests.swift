import Foundation
import ShinsoFormats
import TestSupport
import Testing

/// Word vectors and phrases from the command line.
@Suite(.serialized) struct Word2VecCommandTests {
  /// Two topics whose words never meet.
  private static let text: String = {
    let topics = [
      ["猫", "犬", "鳥", "魚", "馬", "牛", "羊", "豚"], ["赤", "青", "白", "黒", "緑", "黄", "紫", "茶"],
    ]
    var random = UInt32(1)
    return (0..<600).map { line in
      let words = (0..<6).map { _ in
        random = random &* 1_103_515_245 &+ 12345
        return topics[line % 2][Int(random >> 16) % 8]
      }
      return words.joined(separator: " ")
    }.joined(separator: "\n") + "\n"
  }()
  private let train = [
    "train", "word2vec", "--data", "text.txt", "--tokenizer", "space", "--dimension", "16",
    "--sample", "0", "--epochs", "10", "--threads", "1",
  ]

  private func with(_ body: (Workplace) throws -> Void) throws {
    try Workplace.with { place in
      try place.write(Array(Self.text.utf8), to: "text.txt")
      try body(place)
    }
  }

  @Test func trainsAndAnswers() throws {
    try with { place in
      let trained = try place.run(train)
      #expect(trained.code == 0, "\(trained)")
      #expect(trained.errors.contains("16 words in the vocabulary, 3600 in the text"))
      let near = try place.run("nearest", "word2vec", "猫", "--top", "7")
      #expect(near.lines.first?.hasPrefix("Word: 猫  Position in vocabulary: ") == true, "\(near)")
      let words = near.lines.suffix(8).map { $0.split(separator: " ") }
      #expect(words[0] == ["猫", "1.000000"], "\(near)")
      #expect(Set(words.map { String($0[0]) }) == ["猫", "犬", "鳥", "魚", "馬", "牛", "羊", "豚"])
      let original = try place.run("nearest", "word2vec", "猫", "--top", "7", "--like-original")
      #expect(original.lines.suffix(7) == near.lines.suffix(7))
      #expect(!original.output.contains("1.000000"))

      let json = try place.run("nearest", "word2vec", "猫", "犬", "--top", "2", "--json").json()
      #expect(json["query"] as? [String] == ["猫", "犬"])
      let answer = try place.run("analogy", "word2vec", "猫", "赤", "犬", "--top", "3")
      #expect(answer.code == 0 && answer.lines.count == 3 + 2 + 3, "\(answer)")

      try place.write(Array("猫\t犬\t9\n猫\t赤\t1\n鳥\t魚\t8\n鳥\t青\t2\n龍\t鳥\t5\n".utf8), to: "pairs.txt")
      try place.write(Array(": s\n猫 犬 猫 犬\n猫 犬 龍 犬\n".utf8), to: "questions.txt")
      let scored = try place.run(
        "evaluate", "word2vec", "--data", "pairs.txt", "--data", "questions.txt", "--json")
      let metrics = try #require(try scored.json()["metrics"] as? [String: Double], "\(scored)")
      #expect(try #require(metrics["spearman"]) > 0.5)
      #expect(metrics["analogyAccuracy"] != nil)

      // A file without known words is a row of its table; nothing known at all is an error.
      try place.write(Array("w1,w2,x,mean\n猫,犬,1,9\n猫,赤,9,1\n鳥,魚,1,8\n".utf8), to: "sets/a.csv")
      try place.write(Array("tiger,cat,7\ncar,bus,5\n".utf8), to: "sets/b.csv")
      let sets = try place.run("evaluate", "word2vec", "--data", "sets")
      #expect(sets.code == 0, "\(sets)")
      #expect(sets.lines.contains { $0.split(separator: " ") == ["b", "0", "2", "-"] }, "\(sets)")
      expectError(
        try place.run("evaluate", "word2vec", "--data", "sets/b.csv"), 1, "in the vocabulary")
      try place.write(Array("猫\t犬\t5\n鳥\t魚\t5\n".utf8), to: "alike.txt")
      expectError(
        try place.run("evaluate", "word2vec", "--data", "alike.txt"), 1, "the same number")
    }
  }

  @Test func sideBySide() throws {
    try with { place in
      #expect(try place.run(train + ["-o", "a"]).code == 0)
      try place.write(Array(Self.text.replacing("猫", with: "虎").utf8), to: "other.txt")
      let other = train.map { $0 == "text.txt" ? "other.txt" : $0 }
      #expect(try place.run(other + ["-o", "b", "-cbow", "0"]).code == 0)
      let both = try place.run(
        "nearest", "word2vec", "犬", "--model", "a", "--model", "b", "--top", "3")
      #expect(both.lines.count == 5 && both.lines[0].hasPrefix("a "), "\(both)")
      expectError(
        try place.run("nearest", "word2vec", "猫い", "--model", "a", "--model", "b"), 1,
        "no model has the word", "did you mean '猫'?")
      let one = try place.run("nearest", "word2vec", "虎", "--model", "a", "--model", "b")
      #expect(one.output.contains("is not in the vocabulary of a"), "\(one)")
      // The picture is of the model that knows the words.
      for words in [["nearest", "word2vec", "虎"], ["analogy", "word2vec", "虎", "犬", "鳥"]] {
        let drawn = try place.run(
          words + ["--model", "a", "--model", "b", "-o", "words.svg"],
          environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""])
        #expect(
          drawn.code == 0 || drawn.errors.contains("gnuplot is not installed"), "\(drawn)")
      }
      // Models that would be called the same are told apart.
      for (folder, ending) in [("a", "txt"), ("b", "bin")] {
        let written = train + ["-o", folder, "--save-vectors", "v.\(ending)"]
        #expect(try place.run(written).code == 0)
      }
      let files = try place.run(
        "nearest", "word2vec", "犬", "--model", "v.txt", "--model", "v.bin", "--model",
        "a/model.safetensors", "--json"
      ).json()
      let titles = (files["models"] as? [[String: Any]])?.map { $0["model"] as? String }
      #expect(titles == ["v.txt", "v.bin", "a"])
    }
  }

  @Test func theOriginalToolsOptionsAndFiles() throws {
    try with { place in
      let words = [
        "train", "word2vec", "-train", "text.txt", "--tokenizer", "space", "-size", "12", "-window",
        "3", "-sample", "1e-2", "-hs", "1", "-negative", "3", "-threads", "2", "-iter", "3",
        "-min-count", "2", "-alpha", "0.03", "-debug", "0", "-cbow", "0", "-save-vocab",
        "vocab.txt",
        "-output", "vectors.bin", "-binary", "1",
      ]
      let trained = try place.run(words)
      #expect(trained.code == 0, "\(trained)")
      #expect(!trained.errors.contains("in the vocabulary"))
      let config = try place.text("runs/word2vec/config.json")
      #expect(config.contains("\"dimension\" : 12") && config.contains("\"learningRate\" : 0.03"))
      #expect(try place.text("vocab.txt").split(separator: "\n").count == 16)
      let file = try WordVectorFile(contentsOf: place.url("vectors.bin"))
      #expect(file.vectors.shape == [16, 12])
      let near = { (model: String) in
        try place.run("nearest", "word2vec", "赤", "--model", model, "--json").output
          .split(separator: "\n").filter { $0.contains("\"word\"") }
      }
      #expect(try near("vectors.bin") == near("runs/word2vec"))
      let classes = try place.run(
        train + ["--classes", "2", "--save-vectors", "classes.txt", "-read-vocab", "vocab.txt"])
      #expect(classes.code == 0, "\(classes)")
      let groups = try place.text("classes.txt").split(separator: "\n").map {
        $0.split(separator: " ")
      }
      let animals = Set(groups.filter { "猫犬鳥魚馬牛羊豚".contains($0[0]) }.map { $0[1] })
      #expect(groups.count == 16 && animals.count == 1, "\(groups)")
      let first = try place.bytes("classes.txt")
      // A recorded run is made again, and an old name on the command line replaces what it records.
      let again = try place.run(
        "train", "word2vec", "--config", "runs/word2vec", "-o", "b", "-size", "8")
      #expect(again.code == 0, "\(again)")
      #expect(try place.text("b/config.json").contains("\"dimension\" : 8"))
      // What it writes besides is in its own folder; that of the first run stays.
      #expect(try place.bytes("classes.txt") == first)
      #expect(place.exists("b/classes.txt"))
    }
  }

  @Test func deterministicRunsGoOnWhereTheyStopped() throws {
    try with { place in
      let words =
        train.map { $0 == "10" ? "1500" : $0 } + ["--deterministic", "--checkpoint-every", "20"]
      #expect(try place.run(words + ["-o", "whole"]).code == 0)
      let stopped = try place.run(words + ["-o", "parts"]) {
        place.exists("parts/checkpoint/state.safetensors") ? SIGINT : nil
      }
      #expect(stopped.errors.contains("interrupted after"), "\(stopped)")
      let rest = try place.run(words + ["-o", "parts", "--resume"])
      #expect(rest.code == 0 && rest.errors.contains("resuming at iteration"), "\(rest)")
      #expect(
        try place.bytes("parts/model.safetensors") == place.bytes("whole/model.safetensors"))
    }
  }

  @Test func isTheSameOnOneThreadAndTwo() throws {
    try with { place in
      let fixed = train.filter { $0 != "--threads" && $0 != "1" } + ["--deterministic"]
      #expect(try place.run(fixed + ["-o", "one", "--threads", "1"]).code == 0)
      #expect(try place.run(fixed + ["-o", "two", "--threads", "2"]).code == 0)
      let whole = try place.bytes("one/model.safetensors")
      #expect(try place.bytes("two/model.safetensors") == whole)
    }
  }

  @Test func refusesWhatMakesNoSense() throws {
    try with { place in
      try place.write([], to: "empty.txt")
      try place.write(Array("一語 一語 一語 一語 一語\n".utf8), to: "one.txt")
      try place.write([0x61, 0x20, 0xFF, 0xFE, 0xC3, 0x28], to: "bad.txt")
      func data(_ name: String) -> [String] { train.map { $0 == "text.txt" ? name : $0 } }
      expectError(try place.run(data("empty.txt")), 1, "empty.txt")
      expectError(try place.run(data("bad.txt")), 1, "bad.txt")
      expectError(try place.run(train + ["--min-count", "1000"]), 1, "--min-count")
      try place.write(String(repeating: "猫\n犬\n", count: 20).utf8, to: "words.txt")
      expectError(
        try place.run(data("words.txt")), 1, "words.txt: has no line with two words side by side")
      let help = try place.run("train", "phrases", "--help")
      #expect(help.output.contains("not joined; they stay") && !help.output.contains("left out"))
      #expect(try place.run(data("one.txt")).code == 0)
      expectError(try place.run("nearest", "word2vec", "二語"), 1, "did you mean '一語'?")
      expectError(try place.run(train + ["--negative", "0"]), 2, "--hs 1")
      expectError(try place.run(train + ["-hs", "0", "-negative", "0"]), 2, "--hs 1")
      expectError(try place.run(train + ["-hs", "1", "--classes", "5"]), 2, "--save-vectors")
      #expect(try place.run("train", "word2vec", "-h").output.contains("--dimension"))
      expectError(try place.run(train + ["--cbow", "2"]), 2, "--cbow")
      #expect(try place.run(train + ["--save-vectors", "v.bin", "--binary", "1"]).code == 0)
      expectError(
        try place.run("nearest", "word2vec", "猫い"), 1, "'猫い': is not in the vocabulary",
        "did you mean '猫'")
      expectError(try place.run("analogy", "word2vec", "猫", "犬"), 2, "three words")
      expectError(try place.run("evaluate", "word2vec"), 1, "--data")
      expectError(try place.run("evaluate", "word2vec", "-o", "x.png"), 2, "has no picture")
      let endless = try place.run("nearest", "word2vec", String(repeating: "猫", count: 2000))
      expectError(endless, 1, "…': is not in the vocabulary")
      #expect(endless.errors.count < 300)
      let whole = try place.bytes("v.bin")
      try place.write(whole.prefix(whole.count - 20), to: "cut.bin")
      expectError(
        try place.run("nearest", "word2vec", "猫", "--model", "cut.bin"), 1, "cut.bin", "cut short")
    }
  }

  @Test func joinsPhrases() throws {
    try Workplace.with { place in
      let lines = (0..<30).map { "in new york they \($0) saw the new house of \($0 % 5) york\n" }
      try place.write(Array(lines.joined().utf8), to: "text.txt")
      let found = try place.run(
        "train", "phrases", "--data", "text.txt", "--tokenizer", "space", "-threshold", "5",
        "-output", "joined.txt")
      #expect(found.code == 0, "\(found)")
      #expect(try place.text("joined.txt").contains("saw_the"), "\(found)")
      #expect(found.output.contains("PHRASE"), "\(found)")
      #expect(place.exists("runs/phrases/model.safetensors"))
    }
  }
}
