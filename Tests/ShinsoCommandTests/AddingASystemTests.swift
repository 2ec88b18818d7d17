import Foundation
import ShinsoFormats
import Testing

/// The system of Documentation/AddingASystem.md, on a command line of its own (Tests/ExampleSystem).
@Suite(.serialized) struct AddingASystemTests {
  private let train = ["train", "line", "--points", "60", "--epochs", "200", "--seed", "3"]

  private func run(
    _ place: Workplace, _ arguments: [String], during: () -> Int32? = { nil }
  ) throws -> Workplace.Outcome {
    try place.run(arguments, program: "ExampleSystem", during: during)
  }

  @Test func documentShowsTheFileThatIsCompiled() throws {
    var package = URL(filePath: #filePath)
    for _ in 0..<3 { package.deleteLastPathComponent() }
    func text(_ path: String) throws -> String {
      try String(contentsOf: package.appending(path: path), encoding: .utf8)
    }
    let source = try text("Tests/ExampleSystem/LineExperiment.swift")
    #expect(try text("Documentation/AddingASystem.md").contains("```swift\n\(source)```"))
    #expect(source.split(separator: "\n", omittingEmptySubsequences: false).count < 120)
  }

  @Test func trainsInTwoPhasesAndIsScored() throws {
    try Workplace.with { place in
      let trained = try run(place, train)
      #expect(trained.code == 0, "\(trained)")
      #expect(place.exists("runs/line/phases/slope/model.safetensors"))
      #expect(place.exists("runs/line/phases/offset/log.jsonl"))
      let scored = try run(place, ["evaluate", "line", "--json"])
      let metrics = try #require(try scored.json()["metrics"] as? [String: Double])
      let deviation = try #require(metrics["deviation"])
      #expect(deviation < 0.15, "an untrained line is 3 away")
      let text = try run(place, ["evaluate", "line"])
      #expect(text.output.contains(String(format: "deviation: %.3f", deviation)), "\(text)")
    }
  }

  @Test func helpShowsItsOwnOptionsWithRangeAndDefault() throws {
    try Workplace.with { place in
      let help = try run(place, ["train", "line", "--help"]).output
        .split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(help.contains("--points <points> Points to draw. (20 to 100000; default: 200)"))
      #expect(help.contains("--noise <noise>"))
      #expect(try run(place, ["list"]).output.contains("A line through points"))
      expectError(try run(place, ["train", "line", "--points", "3"]), 2, "20 to 100000")
      expectError(try run(place, ["train", "lime"]), 2, "did you mean 'line'?")
      expectError(try run(place, ["generate", "line"]), 2, "line has no `generate`")
    }
  }

  @Test func configMakesTheSameRunAgain() throws {
    try Workplace.with { place in
      #expect(try run(place, train + ["--noise", "0.3", "-o", "first"]).code == 0)
      let again = try run(place, ["train", "--config", "first", "-o", "second"])
      #expect(again.code == 0, "\(again)")
      #expect(try place.bytes("first/model.safetensors") == place.bytes("second/model.safetensors"))
      #expect(try place.bytes("first/config.json") == place.bytes("second/config.json"))
      let other = try run(
        place, ["train", "line", "--config", "first", "--noise", "0", "-o", "third"])
      #expect(other.code == 0, "\(other)")
      #expect(try place.bytes("first/model.safetensors") != place.bytes("third/model.safetensors"))
      expectError(
        try run(place, train + ["--noise", "0.2", "-o", "first", "--resume"]), 1,
        "--noise: is 0.2, but the run in first has 0.3")
    }
  }

  /// Killed in both phases, again and again.
  @Test func killedAndResumedItEndsAsIfNothingHadHappened() throws {
    try Workplace.with { place in
      let arguments = train + ["--checkpoint-every", "3"]
      #expect(try run(place, arguments + ["-o", "whole"]).code == 0)
      var (kills, resumed) = (0, 0)
      for attempt in 1...60 {
        let start = Date()
        let outcome = try run(place, arguments + ["-o", "parts", "--resume"]) {
          // Later every time, so that each attempt gets further.
          Date().timeIntervalSince(start) > 0.01 * Double(attempt) ? SIGKILL : nil
        }
        if outcome.errors.contains("resuming at iteration") { resumed += 1 }
        if outcome.code == 0 { break }
        #expect(outcome.code == nil, "\(outcome)")
        kills += 1
      }
      #expect(try run(place, arguments + ["-o", "parts", "--resume"]).code == 0)
      #expect(kills > 2 && resumed > 0, "\(kills) kills, \(resumed) resumed")
      #expect(try place.bytes("whole/model.safetensors") == place.bytes("parts/model.safetensors"))
    }
  }
}
