import Foundation
import ShinsoFormats
import ShinsoTraining
import TestSupport
import Testing

/// Systems that compare trainings, small, from the command line: `relu`, `dropout`, `batchnorm`.
@Suite(.serialized) struct ComparisonCommandTests {
  private let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]

  private func metrics(_ outcome: Workplace.Outcome) throws -> [String: Double] {
    try #require(try outcome.json()["metrics"] as? [String: Double], "\(outcome)")
  }

  /// With gnuplot, the picture is there.
  private func expectPictures(_ place: Workplace, _ files: String...) throws {
    guard Plot.isAvailable else { return }
    for file in files {
      #expect(try place.bytes(file).starts(with: [0x89, 0x50, 0x4E, 0x47]), "\(file)")
    }
  }

  /// Kills a training again and again, each time later, until it is through; then its model is that of
  /// one that was never stopped.
  private func expectSameWhenKilled(_ place: Workplace, _ train: [String]) throws {
    let train = train + ["--checkpoint-every", "2"]
    #expect(try place.run(train + ["-o", "whole"]).code == 0)
    var resumed = 0
    for attempt in 1...150 {
      let start = Date()
      let outcome = try place.run(train + ["-o", "parts", "--resume"]) {
        Date().timeIntervalSince(start) > 0.02 * Double(attempt) ? SIGKILL : nil
      }
      if outcome.errors.contains("resuming at iteration") { resumed += 1 }
      if outcome.code == 0 { break }
    }
    #expect(try place.run(train + ["-o", "parts", "--resume"]).code == 0)
    #expect(resumed > 0)
    #expect(try place.bytes("whole/model.safetensors") == place.bytes("parts/model.safetensors"))
  }

  private let relu = [
    "train", "relu", "--data", "pictures", "--batch-size", "8", "--epochs", "30", "--relu-rates",
    "0.01,1e20", "--tanh-rates", "0.01", "--table-samples", "0",
  ]

  @Test func reluAgainstTanh() throws {
    try Workplace.with { place in
      try place.drawPictures(count: 40)
      let trained = try place.run(relu + ["--plot"], environment: path)
      #expect(trained.code == 0, "\(trained)")
      #expect(trained.output.contains("EPOCHS TO 25 %"))
      // A rate that is far too large is tried, and loses.
      #expect(trained.errors.contains("relu-1e+20: the loss is"), "\(trained)")
      try expectPictures(place, "runs/relu/curves.png")
      let found = try metrics(place.run("evaluate", "relu", "--json"))
      let (relu, tanh) = try (
        #require(found["epochsToTargetReLU"]), #require(found["epochsToTargetTanh"])
      )
      #expect(relu >= 1 && relu <= 30 && tanh >= 1 && tanh <= 30)
      #expect(abs(try #require(found["speedup"]) - tanh / relu) < 1e-9)
      #expect(try #require(found["accuracyReLU"]) > 0.7)
      let drawn = try place.run(["evaluate", "relu", "-o", "again.png"], environment: path)
      #expect(drawn.output.contains("ReLU") && drawn.output.contains("not reached"), "\(drawn)")
      expectError(try place.run("evaluate", "relu", "--data", "nowhere"), 1, "nowhere")
      expectError(try place.run("train", "relu", "--target", "1.5"), 2, "between 0 and 1")
      expectError(
        try place.run("train", "relu", "--data", "pictures", "--batch-size", "5000", "-o", "x"), 1,
        "fewer than a batch of 5000")
    }
  }

  @Test func tableOfOneStage() throws {
    try Workplace.with { place in
      try place.drawPictures(count: 40)
      let table = [
        "--table-data", "pictures", "--table-samples", "60", "--table-epochs", "3",
        "--filter-epochs", "1", "--plot",
      ]
      let trained = try place.run(relu.dropLast(2) + table, environment: path)
      #expect(trained.code == 0, "\(trained)")
      #expect(trained.output.contains("(54.2)"), "the paper's number: \(trained)")
      try expectPictures(place, "runs/relu/curves.png", "runs/relu/table.png")
      let found = try metrics(place.run("evaluate", "relu", "--json"))
      #expect(try #require(found["unsupervisedTrainedAbsNormMean"]) > 0.7, "\(found)")
      #expect(try place.run("evaluate", "relu").output.contains("R_abs-N-P_A"))
    }
  }

  @Test func reluGoesOnWhereItStopped() throws {
    try Workplace.with { place in
      try place.drawPictures(count: 24)
      try expectSameWhenKilled(
        place,
        [
          "train", "relu", "--data", "pictures", "--batch-size", "8", "--epochs", "3",
          "--relu-rates", "0.01", "--tanh-rates", "0.01", "--table-samples", "0",
        ])
    }
  }

  private let dropout = [
    "train", "dropout", "--data", "digits", "--hidden", "100,100", "--epochs", "60", "--batch-size",
    "20", "--learning-rate", "1",
  ]

  @Test func dropoutThreeWays() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let trained = try place.run(dropout + ["--plot"], environment: path)
      #expect(trained.code == 0, "\(trained)")
      try expectPictures(place, "runs/dropout/curves.png")
      let found = try metrics(place.run("evaluate", "dropout", "--json"))
      // An untrained net is wrong 90 times of 100.
      for name in ["errors", "errorsHiddenDropout", "errorsHiddenAndInputDropout"] {
        #expect(try #require(found[name]) < 45, "\(found)")
      }
      #expect(
        try place.run("evaluate", "dropout").output.contains("errors, dropout of hidden units:"))
      expectError(try place.run("train", "dropout", "--hidden-dropout", "1"), 2, "between 0 and 1")
      expectError(
        try place.run(dropout + ["--batch-size", "1000", "-o", "x"]), 1,
        "fewer than a batch of 1000")
      try expectSameWhenKilled(place, dropout + ["--epochs", "6"])
    }
  }

  private let batchnorm = [
    "train", "batchnorm", "--data", "digits", "--steps", "150", "--batch-size", "20", "--pictures",
    "pictures", "--epochs", "6", "--picture-batch-size", "8", "--factors", "1,1000000",
  ]

  @Test func batchNormWithAndWithout() throws {
    try Workplace.with { place in
      try place.drawDigits()
      try place.drawPictures(count: 40)
      let trained = try place.run(batchnorm + ["--plot"], environment: path)
      #expect(trained.code == 0, "\(trained)")
      #expect(trained.output.contains("batch normalization ×1"))
      try expectPictures(
        place, "runs/batchnorm/percentiles.png", "runs/batchnorm/rates.png",
        "runs/batchnorm/table.png")
      let found = try metrics(place.run("evaluate", "batchnorm", "--json"))
      #expect(try #require(found["accuracyNormalized"]) > 0.8, "\(found)")
      #expect(try #require(found["accuracyNormalized"]) > #require(found["accuracyPlain"]))
      #expect(try #require(found["pictureAccuracyNormalizedX1"]) > 0.7, "\(found)")
      // What diverges never is as good.
      #expect(found["pictureStepsPlainX1e+06"] == nil)
      expectError(try place.run("train", "batchnorm", "--factors", "5,1"), 2, "begin with 1")
    }
  }

  @Test func batchNormGoesOnWhereItStopped() throws {
    try Workplace.with { place in
      try place.drawDigits()
      try place.drawPictures(count: 24)
      try expectSameWhenKilled(
        place, batchnorm + ["--steps", "30", "--epochs", "2", "--factors", "1"])
    }
  }
}
