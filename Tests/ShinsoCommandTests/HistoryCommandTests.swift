import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import TestSupport
import Testing

/// The history's first systems from the command line.
@Suite(.serialized) struct HistoryCommandTests {
  private let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]

  private func metrics(_ outcome: Workplace.Outcome) throws -> [String: Double] {
    try #require(try outcome.json()["metrics"] as? [String: Double], "\(outcome)")
  }

  private func isPNG(_ place: Workplace, _ file: String) throws -> Bool {
    try place.bytes(file).starts(with: [0x89, 0x50, 0x4E, 0x47])
  }

  @Test func neurons() throws {
    try Workplace.with { place in
      let table = try place.run("evaluate", "neuron")
      #expect(table.code == 0)
      #expect(table.output.contains("XOR: threshold 1, excited by a&~b, b&~a"))
      #expect(table.output.contains("1  1 |    0     0    0"), "\(table.output)")
      #expect(try metrics(place.run("evaluate", "neuron", "--json"))["accuracy"] == 1)
    }
  }

  /// Novikoff's bound holds for every seed; without a separating plane there is none.
  @Test func perceptronStaysBelowNovikoffsBound() throws {
    try Workplace.with { place in
      for seed in 1...5 {
        let trained = try place.run(
          "train", "perceptron", "--seed", "\(seed)", "--margin", "0.05", "--dimension",
          "\(seed + 1)")
        #expect(trained.lines.first?.hasPrefix("separated: ") == true, "\(trained)")
        let found = try metrics(place.run("evaluate", "perceptron", "--json"))
        let (mistakes, bound) = try (
          #require(found["mistakes"]), #require(found["novikoffBound"])
        )
        #expect(mistakes > 0 && mistakes <= bound, "seed \(seed): \(found)")
        #expect(found["accuracy"] == 1)
      }
      let mixed = try place.run(
        "train", "perceptron", "--noise", "0.1", "--epochs", "20", "-o", "mixed")
      #expect(mixed.output.contains("not separated"), "\(mixed)")
      #expect(mixed.output.contains("no plane was found"))
      expectError(
        try place.run("train", "perceptron", "--data", "mnist-5k", "--digits", "3,3"), 2,
        "two digits from 0 to 9")
    }
  }

  @Test func perceptronTellsTwoDigitsApart() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let trained = try place.run("train", "perceptron", "--data", "digits", "--digits", "0,1")
      #expect(trained.code == 0, "\(trained)")
      let found = try metrics(
        place.run("evaluate", "perceptron", "--data", "digits", "--json"))
      #expect(try #require(found["accuracy"]) > 0.8)
    }
  }

  @Test func oneLayerCannotLearnXor() throws {
    try Workplace.with { place in
      for seed in 1...3 {
        let run = try place.run("train", "xor", "--seed", "\(seed)", "--hidden", "4")
        #expect(run.code == 0, "\(run)")
        let found = try metrics(place.run("evaluate", "xor", "--json"))
        #expect(try #require(found["singleLayerAccuracy"]) <= 0.75)
        #expect(found["accuracy"] == 1, "seed \(seed)")
      }
      let drawn = try place.run(["train", "xor", "--plot", "-o", "drawn"], environment: path)
      #expect(drawn.code == 0, "\(drawn)")
      if !drawn.errors.contains("gnuplot is not installed") {
        #expect(try isPNG(place, "drawn/regions.png"))
      }
    }
  }

  @Test func hopfieldRecallsAndItsEnergyNeverRises() throws {
    try Workplace.with { place in
      let trained = try place.run("train", "hopfield", "--noise", "0.15")
      #expect(trained.output.contains("the energy rose 0 times"), "\(trained)")
      #expect(trained.output.contains("recalled: 100 % of 4 pictures in 144 neurons"))
      let capacity = try metrics(
        place.run("evaluate", "hopfield", "--neurons", "600", "--trials", "2", "--json"))
      // Theory: 0.138 for a large net.
      #expect((0.12...0.15).contains(try #require(capacity["capacity"])), "\(capacity)")
      #expect((0.14...0.18).contains(try #require(capacity["halfRecalled"])), "\(capacity)")
      try place.drawPictures(["red"], count: 2)
      let own = try place.run("train", "hopfield", "--data", "pictures/red", "-o", "own")
      #expect(own.code == 0 && own.output.contains("in 576 neurons"), "\(own)")
      expectError(try place.run("train", "hopfield", "--data", "nowhere", "-o", "x"), 1, "nowhere")
    }
  }

  private let small = [
    "train", "dbn", "--data", "digits", "--layers", "40,10", "--classifier-layers", "30,30",
    "--pretrain-epochs", "3", "--epochs", "6", "--classifier-epochs", "30", "--seed", "2",
  ]

  @Test func dbnTrainsScoresAndPredicts() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let trained = try place.run(small)
      #expect(trained.code == 0, "\(trained)")
      let found = try metrics(place.run("evaluate", "dbn", "--json"))
      #expect(found.count == 5)
      // An untrained net is wrong nine times of ten.
      #expect(try #require(found["classificationError"]) < 0.6, "\(found)")
      #expect(
        try #require(found["reconstructionError"])
          < #require(found["randomInitReconstructionError"]))
      try place.drawPictures(["red"], count: 1)
      let named = try place.run("predict", "dbn", "--sample", "pictures/red", "--top", "3")
      #expect(named.lines.count == 3, "\(named)")
      let table = try place.run("compare", "runs/dbn")
      #expect(table.output.contains("TEST RECONSTRUCTION ERROR"), "\(table)")
    }
  }

  /// What was learned knows moved digits better than random planes do, and those better than pixels.
  @Test(.requiresTestData("mnist")) func neocognitronLearnsFeatures() throws {
    let mnist = try #require(TestData.url("mnist"))
    try Workplace.with { place in
      try place.takeDigits(mnist, training: 1000, testing: 150)
      let trained = try place.run(
        "train", "neocognitron", "--data", "digits", "--planes", "12,20,20", "--patterns",
        "500,1000,200")
      #expect(trained.code == 0, "\(trained)")
      let moved = try metrics(place.run("evaluate", "neocognitron", "--shift", "2", "--json"))
      let (own, random, pixels) = try (
        #require(moved["classificationError"]), #require(moved["randomPlanesError"]),
        #require(moved["pixelError"])
      )
      #expect(own < 0.75 * random && random < 0.9 * pixels, "\(moved)")
    }
  }

  /// Moved digits are what the perceptron takes for others.
  @Test func neocognitronKnowsMovedDigits() throws {
    try Workplace.with { place in
      try place.drawDigits(training: 200, testing: 50) { Workplace.segments($0, using: &$1) }
      let trained = try place.run(
        [
          "train", "neocognitron", "--data", "digits", "--planes", "8,24,40", "--patterns",
          "50,100,200", "--plot",
        ], environment: path)
      #expect(trained.code == 0, "\(trained)")
      let here = try metrics(place.run("evaluate", "neocognitron", "--json"))
      #expect(here["classificationError"] == 0 && here["pixelError"] == 0, "\(here)")
      let moved = try metrics(place.run("evaluate", "neocognitron", "--shift", "2", "--json"))
      let (own, pixels) = try (
        #require(moved["classificationError"]), #require(moved["pixelError"])
      )
      #expect(own < 0.5 * pixels && pixels > 0.2, "\(moved)")
      #expect(moved["randomPlanesError"] != nil && moved["voteError"] != nil, "\(moved)")
      var generator = SplitMix64(seed: 5)
      try Image(
        width: 28, height: 28, format: .gray, pixels: Workplace.segments(7, using: &generator)
      ).writePNG(to: place.url("seven.png"))
      let named = try place.run("predict", "neocognitron", "--sample", "seven.png", "--top", "1")
      #expect(named.lines.first?.hasSuffix("% 7") == true, "\(named)")
      if Plot.isAvailable {
        for file in ["curves.png", "responses.png"] {
          #expect(try isPNG(place, "runs/neocognitron/\(file)"))
        }
        let drawn = try place.run(
          ["visualize", "neocognitron", "--sample", "seven.png", "-o", "s.png"],
          environment: path)
        #expect(try drawn.code == 0 && isPNG(place, "s.png"), "\(drawn)")
      }
      expectError(
        try place.run("train", "neocognitron", "--planes", "8,24"), 2, "three values")
    }
  }

  /// Killed in different phases, and in the middle of one.
  @Test func dbnGoesOnInThePhaseWhereItStopped() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let train = small + ["--checkpoint-every", "2"]
      #expect(try place.run(train + ["-o", "whole"]).code == 0)
      var resumed = 0
      for attempt in 1...40 {
        let start = Date()
        let outcome = try place.run(train + ["-o", "parts", "--resume"]) {
          Date().timeIntervalSince(start) > 0.05 * Double(attempt) ? SIGKILL : nil
        }
        if outcome.errors.contains("resuming at iteration") { resumed += 1 }
        if outcome.code == 0 { break }
      }
      #expect(try place.run(train + ["-o", "parts", "--resume"]).code == 0)
      #expect(resumed > 0)
      #expect(try place.bytes("whole/model.safetensors") == place.bytes("parts/model.safetensors"))
      expectError(
        try place.run(train + ["--cd", "2", "-o", "parts", "--resume"]), 1, "--cd: is 2, but")
    }
  }
}
