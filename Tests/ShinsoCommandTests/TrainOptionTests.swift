import Foundation
import ShinsoFormats
import ShinsoTraining
import Testing

/// The options of `train`, on LeNet.
@Suite(.serialized) struct TrainOptionTests {
  private let train = ["train", "lenet", "--data", "digits", "--batch-size", "16"]

  @Test func everyOptimizerAndSchedule() throws {
    try Workplace.with { place in
      try place.drawDigits()
      func losses(_ options: [String]) throws -> [Double] {
        let run = try place.run(train + ["--iterations", "30", "-o", "run"] + options)
        #expect(run.code == 0, "\(options): \(run)")
        return try place.text("run/log.jsonl").split(separator: "\n").compactMap { line in
          let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
          return record?["split"] as? String == "train" ? record?["loss"] as? Double : nil
        }
      }
      let optimizers = [
        "sgd", "nesterov", "adam", "adamw", "adagrad", "rmsprop", "adadelta", "lars",
      ]
      var ends: Set<Double> = []
      for name in optimizers {
        let losses = try losses(["--optimizer", name])
        #expect(losses.suffix(5).allSatisfy { $0 < losses[0] }, "\(name): \(losses)")
        ends.insert(losses[29])
      }
      #expect(ends.count == optimizers.count)
      let schedules = [
        "constant", "inverse", "exponential", "step", "polynomial", "cosine", "one-cycle",
        "plateau",
      ]
      for name in schedules {
        let losses = try losses(["--schedule", name, "--warm-up", "3"])
        #expect(losses[29] < losses[0], "\(name)")
        ends.insert(losses[29])
      }
      // A plateau is not reached in one epoch and a half.
      #expect(ends.count == optimizers.count + schedules.count - 1)
    }
  }

  @Test func limitsAndMeasures() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let ended = try place.run(
        train + [
          "--iterations", "4000", "--patience", "2", "--learning-rate", "1e-9",
          "--evaluate-every", "5", "-o", "patient",
        ])
      #expect(ended.code == 0 && ended.errors.contains("no evaluation was better"), "\(ended)")
      #expect(ended.lines.count == 2, "\(ended)")
      #expect(ended.lines[1].contains("after iteration"), "\(ended)")
      #expect(ended.lines[1].hasSuffix("(patient/best.safetensors)"))
      // What is used afterwards is what was best.
      try Workplace.picture(ofDigit: 7).writePNG(to: place.url("seven.png"))
      let named = try place.run("predict", "lenet", "--model", "patient", "--sample", "seven.png")
      #expect(named.errors.contains("patient/best.safetensors: the best weights"))
      let best = try place.run(
        "predict", "lenet", "--model", "patient/best.safetensors", "--sample", "seven.png")
      #expect(best.output == named.output && best.errors.isEmpty)

      let measured = try place.run(train + ["--iterations", "20", "--profile", "-o", "measured"])
      #expect(measured.code == 0 && measured.errors.contains("conv1"))
      #expect(place.exists("measured/profile.json"))
      let clipped = try place.run(
        train + ["--iterations", "10", "--clip-value", "0.01", "--average", "0.9", "-o", "clipped"])
      #expect(clipped.code == 0, "\(clipped)")
    }
  }

  @Test func whatAFormerRunLeftIsRemoved() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let own = ["notes.txt", "picture.png", "regions.txt", "phases/notes.txt"]
      for file in own { try place.write([1], to: "run/\(file)") }
      #expect(try place.run(train + ["--iterations", "2", "-o", "run"]).code == 0)
      let fresh = Set(try place.files(in: "run").keys)
      for name in RunPicture.allCases.map(\.rawValue) {
        for kind in ["png", "svg"] { try place.write([1], to: "run/\(name).\(kind)") }
      }
      for file in ["held-out.txt", "profile.json", "phases/rbm1/config.json"] {
        try place.write([1], to: "run/\(file)")
      }
      try place.write([1], to: "run/phases/rbm1/checkpoint/state.safetensors")
      #expect(try place.run(train + ["--iterations", "2", "-o", "run"]).code == 0)
      // The name of the events' file has the time in it.
      func kept(_ files: Set<String>) -> Set<String> { files.filter { !$0.hasPrefix("events.") } }
      #expect(kept(Set(try place.files(in: "run").keys)) == kept(fresh))
      #expect(fresh.isSuperset(of: own))
    }
  }

  /// Whatever a system draws is known to the next run in its folder.
  @Test(.enabled(if: Plot.isAvailable, "needs gnuplot"))
  func picturesOfAFormerSystemAreRemoved() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
      let digits = ["--data", "digits"]
      for (system, words, picture) in [
        ("perceptron", [], "regions.svg"), ("hopfield", [], "recall.png"),
        ("mlp", digits + ["--iterations", "2", "--batch-size", "16"], "filters.png"),
        (
          "dbn",
          digits + [
            "--layers", "9,4", "--classifier-layers", "9,9", "--pretrain-epochs", "1", "--epochs",
            "1", "--classifier-epochs", "1",
          ], "codes.png"
        ),
      ] {
        let drawn = try place.run(
          ["train", system, "--plot", "--overwrite", "-o", "run"] + words, environment: path)
        #expect(drawn.code == 0 && place.exists("run/\(picture)"), "\(drawn)")
      }
      try place.installNetwork()
      try place.drawPictures(count: 6)
      let svm = try place.run(
        [
          "train", "pretrained-svm", "--data", "pictures", "--folds", "3", "--plot", "--overwrite",
          "-o", "run",
        ], environment: path)
      #expect(svm.code == 0, "\(svm)")
      #expect(place.exists("run/confusion.png") && place.exists("run/folds.svg"))
      let xor = ["train", "xor", "--epochs", "9", "-o", "run"]
      expectError(try place.run(xor), 1, "run: holds a run of pretrained-svm", "--overwrite")
      #expect(try place.run(xor + ["--overwrite"]).code == 0)
      let left = Set(try place.files(in: "run").keys)
      #expect(left.subtracting(["checkpoint/begun"]) == ["config.json", "model.safetensors"])
    }
  }

  @Test func resumeCommandsAreQuoted() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let start = Date()
      let stopped = try place.run(train + ["--iterations", "100000", "-o", "a --resume's"]) {
        Date().timeIntervalSince(start) > 0.5 ? SIGINT : nil
      }
      #expect(stopped.code == 130, "\(stopped)")
      #expect(stopped.errors.contains(#"-o 'a --resume'\''s' --resume"#), "\(stopped.errors)")
      // The program is named as it was started.
      #expect(stopped.errors.contains(#/Resume with: '?/.*/shinso'? train lenet /#))
    }
  }
}
