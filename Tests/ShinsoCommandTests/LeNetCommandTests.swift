import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import Testing

@Suite struct LeNetCommandTests {
  private let train = ["train", "lenet", "--data", "digits", "--batch-size", "16", "--seed", "3"]

  @Test func trainsEvaluatesAndPredicts() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let trained = try place.run(train + ["--epochs", "4", "--learning-rate", "0.02"])
      #expect(trained.code == 0, "\(trained)")
      let line = try #require(trained.lines.first)
      #expect(line.hasPrefix("test accuracy: ") && line.hasSuffix("% (100 samples)"))
      let percent = try #require(Double(line.dropFirst(15).prefix { $0 != "%" }))
      #expect(percent > 95)
      for file in ["model.safetensors", "config.json", "log.jsonl", "checkpoint/state.safetensors"]
      {
        #expect(place.exists("runs/lenet/" + file), "\(file)")
      }
      let config = try JSONSerialization.jsonObject(with: place.bytes("runs/lenet/config.json"))
      #expect((config as? [String: Any])?["system"] as? String == "lenet")
      #expect(try place.text("runs/lenet/log.jsonl").split(separator: "\n").count >= 80)
      let model = try SafetensorsFile(place.url("runs/lenet/model.safetensors"))
      #expect(model.metadata["system"] == "lenet" && model.metadata["seed"] == "3")

      // On the data that it was trained on, wherever the command is run.
      let report = try place.run("evaluate", "lenet", "--json").json()
      #expect(report["confusion"] == nil)
      let metrics = try #require(report["metrics"] as? [String: Double])
      let accuracy = try #require(metrics["accuracy"])
      #expect(abs(100 * accuracy - percent) < 0.006)
      #expect(report["samples"] as? Int == 100)
      let words = try place.run("evaluate", "lenet", "--data", "digits", "--model", "runs/lenet")
      #expect(words.output.contains("CLASS  SAMPLES  PRECISION"))
      let table = try place.run("evaluate", "lenet", "--data", "digits", "--confusion")
      #expect(table.lines.count == words.lines.count + 11)
      #expect(words.output.contains("accuracy: \(line.dropFirst(15).prefix { $0 != "%" })%"))

      try Workplace.picture(ofDigit: 7).writePNG(to: place.url("seven.png"))
      let named = try place.run("predict", "lenet", "--sample", "seven.png")
      #expect(named.errors.isEmpty)
      #expect(named.lines.count == 5)
      let first = try #require(named.lines.first)
      #expect(first.wholeMatch(of: /\  1 [ 1]\d\d\.\d\d% 7/) != nil, "\(named.output)")
      let two = try place.run(
        "predict", "lenet", "--top", "2", "--model", "runs/lenet/model.safetensors", "--sample",
        "seven.png", "seven.png")
      #expect(two.lines.count == 6)
      #expect(two.lines[0] == "seven.png:" && two.lines[1] == first && two.lines[4] == first)

      // Dark ink on paper is the same digit, and a sample that cannot be read spoils no other.
      let seven = Workplace.picture(ofDigit: 7)
      try Image(width: 28, height: 28, format: .gray, pixels: seven.pixels.map { 255 - $0 })
        .writePNG(to: place.url("ink.png"))
      try place.write([], to: "zero.png")
      let ink = try place.run("predict", "lenet", "--top", "1", "--sample", "zero.png", "ink.png")
      #expect(ink.code == 1 && ink.lines.count == 1 && ink.lines[0] == first, "\(ink)")
      #expect(ink.errors.contains("error: ") && ink.errors.contains("zero.png: is empty"))
      #expect(ink.errors.contains("ink.png: dark ink on light paper"))
      for digit in [3, 7] {
        let chalk = Workplace.picture(ofDigit: digit)
        try Image(width: 28, height: 28, format: .gray, pixels: chalk.pixels.map { 255 - $0 })
          .writePNG(to: place.write([], to: "papers/\(digit)/ink.png"))
      }
      let papers = try place.run("evaluate", "lenet", "--data", "papers", "--json")
      #expect(papers.errors.contains("ink.png: dark ink on light paper"), "\(papers)")
      #expect((try papers.json()["metrics"] as? [String: Double])?["accuracy"] == 1, "\(papers)")
    }
  }

  /// By `JSONDecoder`, which keeps every bit of a number where `JSONSerialization` does not.
  private struct Predictions: Decodable {
    struct Prediction: Decodable {
      struct Class: Decodable {
        let name: String
        let probability: Double
      }
      let sample: String
      let classes: [Class]
    }
    let predictions: [Prediction]
  }

  @Test func namesWhatIsInAFolder() throws {
    try Workplace.with { place in
      try place.drawDigits()
      #expect(try place.run(train + ["--epochs", "4", "--learning-rate", "0.02"]).code == 0)
      for (name, digit) in [
        ("photos, \"new\"/b.PNG", 3), ("photos, \"new\"/a.png", 7), ("c.png", 3),
      ] {
        let file = try place.write([], to: name)
        try Workplace.picture(ofDigit: digit).writePNG(to: file)
      }
      try place.write([1], to: "photos, \"new\"/notes.txt")
      let predict = ["predict", "lenet", "--top", "2", "--sample", "photos, \"new\"", "c.png"]
      let text = try place.run(predict)
      #expect(text.code == 0 && text.errors.isEmpty, "\(text)")
      let samples = ["photos, \"new\"/a.png", "photos, \"new\"/b.PNG", "c.png"]
      #expect(text.lines.filter { $0.hasSuffix(":") } == samples.map { "\($0):" })
      #expect(text.lines.count == 9)

      let json = try place.run(predict + ["--json"])
      let predictions = try JSONDecoder().decode(Predictions.self, from: Data(json.output.utf8))
        .predictions
      #expect(predictions.map(\.sample) == samples)
      let classes = predictions.map(\.classes)
      // The same as in words, in the same order.
      let lines = classes.map { list in
        list.enumerated().map {
          String(format: "%3d %6.2f%% ", $0 + 1, 100 * $1.probability) + $1.name
        }
      }
      #expect(text.lines.filter { !$0.hasSuffix(":") }.map(String.init) == lines.flatMap { $0 })
      #expect(classes.allSatisfy { $0.count == 2 && $0[0].probability >= $0[1].probability })
      #expect(classes[0][0].name != classes[1][0].name)

      let csv = try place.run(predict + ["--csv"])
      var expected = ["sample,rank,class,probability"]
      for (sample, list) in zip(samples, classes) {
        let field =
          sample.contains("\"") ? "\"" + sample.replacing("\"", with: "\"\"") + "\"" : sample
        for (rank, entry) in list.enumerated() {
          expected.append("\(field),\(rank + 1),\(entry.name),\(entry.probability)")
        }
      }
      #expect(csv.lines.map(String.init) == expected, "\(csv)")
    }
  }

  /// Killed where it hurts: at once, between checkpoints, and while it writes.
  @Test func goesOnAfterSIGKILL() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let arguments = train + ["--iterations", "160", "--checkpoint-every", "7"]
      #expect(try place.run(arguments + ["-o", "whole"]).code == 0)
      var generator = SplitMix64(seed: 9)
      var kills = 0
      for _ in 0..<12 {
        let wait = Double(generator.next() % 200) / 1000
        let start = Date()
        let outcome = try place.run(arguments + ["-o", "parts", "--resume"]) {
          Date().timeIntervalSince(start) > wait ? SIGKILL : nil
        }
        if outcome.code == nil { kills += 1 }
      }
      #expect(kills > 0)
      let last = try place.run(arguments + ["-o", "parts", "--resume"])
      #expect(last.code == 0, "\(last)")
      #expect(try place.bytes("whole/model.safetensors") == place.bytes("parts/model.safetensors"))
      let left = try FileManager.default.contentsOfDirectory(atPath: place.url("parts").path)
      #expect(left.filter { $0.hasPrefix(".") }.isEmpty)
    }
  }

  @Test func savesAtCtrlCAndSaysHowToResume() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let arguments = train + ["--iterations", "1000"]
      #expect(try place.run(arguments + ["-o", "whole"]).code == 0)
      let start = Date()
      let stopped = try place.run(arguments + ["-o", "parts"]) {
        Date().timeIntervalSince(start) > 0.5 ? SIGINT : nil
      }
      #expect(stopped.code == 130, "\(stopped)")
      let resume = "shinso " + (arguments + ["-o", "parts", "--resume"]).joined(separator: " ")
      #expect(stopped.errors.contains(resume), "\(stopped.errors)")
      #expect(!place.exists("parts/model.safetensors"))
      #expect(try place.run(arguments + ["-o", "parts", "--resume"]).code == 0)
      #expect(try place.bytes("whole/model.safetensors") == place.bytes("parts/model.safetensors"))
    }
  }
}
