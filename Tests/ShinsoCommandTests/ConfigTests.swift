import Foundation
import ShinsoFormats
import Testing

/// A run's `config.json`, and going on with a run.
@Suite(.serialized) struct ConfigTests {
  private let train = ["train", "lenet", "--data", "digits", "--batch-size", "16", "--seed", "3"]

  private func options(_ place: Workplace, _ run: String) throws -> [String: Any] {
    let config = try JSONSerialization.jsonObject(with: place.bytes("\(run)/config.json"))
    return try #require((config as? [String: Any])?["options"] as? [String: Any])
  }

  @Test func makesTheSameRunAgain() throws {
    try Workplace.with { place in
      try place.drawDigits()
      #expect(
        try place.run(
          train + ["--iterations", "20", "--clip-norm", "2", "--balance", "-o", "first"]
        ).code == 0)
      let again = try place.run("train", "--config", "first", "-o", "second")
      #expect(again.code == 0, "\(again)")
      #expect(try place.bytes("first/model.safetensors") == place.bytes("second/model.safetensors"))
      #expect(try place.bytes("first/config.json") == place.bytes("second/config.json"))
      // Every option is there, by the name of its property, and no other.
      #expect(
        Set(try options(place, "first").keys) == [
          "accumulate", "augmentation", "balance", "batchSize", "clipNorm", "data", "iterations",
          "learningRate", "momentum", "optimizer", "schedule", "seed", "variant", "weightDecay",
        ])
      let more = try place.run(
        "train", "lenet", "--config", "first/config.json", "--iterations", "25", "-o", "third")
      #expect(more.code == 0)
      expectError(
        try place.run("train", "pretrained-mlp", "--config", "first", "-o", "x"), 2,
        "of a run of lenet")
      // The run that is made again stays.
      let before = try place.bytes("first/model.safetensors")
      expectError(try place.run("train", "--config", "first"), 2, "by -o, as in -o first-again")
      expectError(
        try place.run("train", "--config", "first", "-o", "first/"), 2, "-o first/: holds")
      #expect(try place.bytes("first/model.safetensors") == before)
      #expect(!place.exists("runs"))
    }
  }

  @Test func holdsWhatTheSystemChose() throws {
    try Workplace.with { place in
      try place.drawDigits()
      #expect(try place.run("train", "lenet", "--data", "digits", "--epochs", "2").code == 0)
      let own = try options(place, "runs/lenet")
      #expect(own["iterations"] as? Int == 10 && own["batchSize"] as? Int == 64)
      #expect(own["learningRate"] as? Double == 0.01 && own["seed"] as? Int == 1)
      #expect(own["optimizer"] as? String == "sgd" && own["momentum"] as? Double == 0.9)
      #expect(own["schedule"] as? String == "inverse" && own["weightDecay"] as? Double == 5e-4)
      #expect((own["data"] as? String)?.hasSuffix("/digits") == true)
      #expect((own["data"] as? String)?.hasPrefix("/") == true)

      // AdamW's decay is not that of the optimizers before it.
      let other = try place.run(
        "train", "--config", "runs/lenet", "--optimizer", "adamw", "--iterations", "3", "-o", "w")
      #expect(other.code == 0, "\(other)")
      #expect(try options(place, "w")["weightDecay"] as? Double == 0.01)

      try place.write(Array(#"{"system": "lenet"}"#.utf8), to: "bare.json")
      let bare = try place.run(
        "train", "--config", "bare.json", "--data", "digits", "--iterations", "3", "-o", "bare")
      #expect(bare.code == 0, "\(bare)")
      try place.write(
        Array(#"{"system": "lenet", "options": {"accumulate": 0}}"#.utf8), to: "b.json")
      expectError(
        try place.run("train", "--config", "b.json", "-o", "x"), 1,
        "b.json: is not a run's config.json",
        "The value '0' is invalid for '--accumulate <accumulate>': must be 1 to 1000000000")
      expectError(
        try place.run("train", "lenet", "--data", "digits", "--epochs", "1000000000"), 1,
        "--epochs 1000000000: makes more than 1000000000 updates")
    }
  }

  /// Also its schedule, whose length was meant to be another.
  @Test func aRunThatTheClockEndedIsMadeAgain() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let limited = try place.run(
        train + [
          "--iterations", "100000", "--schedule", "cosine", "--time-limit", "0.3", "-o", "first",
        ])
      #expect(
        limited.code == 0 && limited.errors.contains("the time limit was reached"), "\(limited)")
      let made = try options(place, "first")
      #expect(made["timeLimit"] == nil)
      let iterations = try #require(made["iterations"] as? Int)
      #expect((1..<100_000).contains(iterations) && made["scheduleLength"] as? Int == 100_000)
      let again = try place.run("train", "--config", "first", "-o", "second")
      #expect(again.code == 0, "\(again)")
      #expect(try place.bytes("first/model.safetensors") == place.bytes("second/model.safetensors"))
      #expect(try place.bytes("first/config.json") == place.bytes("second/config.json"))
    }
  }

  @Test func refusesToResumeWithOtherOptions() throws {
    try Workplace.with { place in
      try place.drawDigits()
      try place.drawDigits(training: 64, testing: 10, to: "other")
      let first = train + ["--iterations", "4"]
      #expect(try place.run(first).code == 0)
      for other in [
        "--seed 4", "--batch-size 8", "--learning-rate 0.1", "--clip-norm 1", "--clip-value 1",
        "--momentum 0.5", "--weight-decay 0", "--schedule step", "--warm-up 2", "--data other",
        "--optimizer nesterov", "--accumulate 2", "--average 0.9", "--evaluate-every 2",
      ] {
        let words = other.split(separator: " ").map(String.init)
        var arguments = first
        if let place = arguments.firstIndex(of: words[0]) {
          arguments[place + 1] = words[1]
        } else {
          arguments += words
        }
        expectError(try place.run(arguments + ["--resume"]), 1, words[0], "runs/lenet has ")
      }
      expectError(try place.run(first + ["--balance", "--resume"]), 1, "--balance: is on, but")
      let longer = try place.run(
        train + ["--iterations", "6", "--patience", "9", "--time-limit", "1h", "--resume"])
      #expect(longer.code == 0, "\(longer)")
      #expect(longer.errors.contains("resuming at iteration 4 of 6"))
    }
  }
}
