import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct CompareTests {
  private let path = ProcessInfo.processInfo.environment["PATH"] ?? ""

  @Test func runsSideBySide() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let train = ["train", "lenet", "--data", "digits", "--batch-size", "16"]
      #expect(try place.run(train + ["--iterations", "20", "-o", "first"]).code == 0)
      #expect(
        try place.run(train + ["--iterations", "25", "--learning-rate", "0.02", "-o", "second"])
          .code == 0)
      let table = try place.run("compare", "first", "second")
      #expect(table.lines.count == 3)
      let head = "RUN ITERATIONS TEST ACCURACY TEST LOSS BEST TRAIN LOSS TIME LEARNING-RATE"
      #expect(table.lines[0].split(separator: " ").joined(separator: " ") == head)
      #expect(table.lines[0].hasSuffix("  LEARNING-RATE"), "\(table.output)")
      #expect(table.lines[1].hasPrefix("first   20 "), "\(table.output)")
      let json = try place.run("compare", "first", "second", "--json").json()
      let runs = try #require(json["runs"] as? [[String: Any]])
      #expect(runs.map { $0["iterations"] as? Int } == [20, 25])
      for (run, line) in zip(runs, table.lines.dropFirst()) {
        let test = try #require(run["test"] as? [String: Double])
        let train = try #require(run["train"] as? [String: Double])
        #expect(test.keys.contains("macroF1") && test.keys.contains("top5Accuracy"))
        for (value, format) in [
          (test["accuracy"].map { 100 * $0 }, "%.2f%%"), (test["loss"], "%.4f"),
          (train["loss"], "%.4f"),
          (run["best"].flatMap { $0 as? Double }.map { 100 * $0 }, "%.2f%%"),
        ] { #expect(line.contains(String(format: format, try #require(value))), "\(table.output)") }
      }
      let options = runs.map { $0["options"] as? [String: String] }
      #expect(options == [["learningRate": "0.01"], ["learningRate": "0.02"]])
      expectError(try place.run("compare", "first", "nowhere"), 1, "nowhere: no such folder")
    }
  }

  @Test func withASupportVectorMachine() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures()
      let trained = try place.run(
        "train", "pretrained-svm", "--data", "pictures", "--folds", "3", "-o", "svm")
      #expect(trained.code == 0, "\(trained)")
      let accuracy = try #require(
        trained.lines.first { $0.hasPrefix("accuracy: ") }?.dropFirst(10))
      let table = try place.run("compare", "svm")
      #expect(table.lines.count == 2)
      #expect(table.lines.last?.contains(accuracy) == true, "\(table)")
    }
  }

  /// Before any work is done: the models are not even there.
  @Test(arguments: ["compare nowhere -o c.png", "evaluate lenet -o c.png"])
  func whatCannotBeDrawnIsSaidFirst(line: String) throws {
    try Workplace.with { place in
      let words = line.split(separator: " ").map(String.init)
      expectError(try place.run(words), 1, "c.png: cannot be drawn because gnuplot is not inst")
      if !Self.hasGnuplot { return }
      expectError(
        try place.run(words.dropLast() + ["no/c.png"], environment: ["PATH": path]), 1, "no/c.png")
    }
  }

  @Test(.enabled(if: hasGnuplot, "gnuplot is not installed")) func curvesInOnePicture() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let train = ["train", "lenet", "--data", "digits", "--batch-size", "16", "--iterations", "9"]
      for run in ["first", "second"] { #expect(try place.run(train + ["-o", run]).code == 0) }
      let drawn = try place.run(
        ["compare", "first", "second", "-o", "c.png"], environment: ["PATH": path])
      #expect(drawn.code == 0, "\(drawn)")
      #expect(try place.bytes("c.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
      #expect(try place.text("c.svg").contains("second"))
      let scored = try place.run(
        ["evaluate", "lenet", "--model", "first", "-o", "matrix.png"],
        environment: ["PATH": path])
      #expect(scored.code == 0, "\(scored)")
      #expect(place.exists("matrix.png") && place.exists("matrix.svg"))
      #expect(try place.run("train", "xor", "--epochs", "9", "-o", "xor").code == 0)
      expectError(
        try place.run(["compare", "xor", "-o", "d.png"], environment: ["PATH": path]), 1,
        "none of the runs has a curve")
    }
  }

  private static let hasGnuplot =
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: "\($0)/gnuplot") }
}
