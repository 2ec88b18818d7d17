import Foundation
import ShinsoFormats
import Testing

/// Systems on pretrained features: what they are scored on, what they keep.
@Suite(.serialized) struct TransferCommandTests {
  private let mlp = [
    "train", "pretrained-mlp", "--data", "pictures", "--batch-size", "8", "--iterations", "9",
  ]

  @Test func evaluationIsOfWhatWasHeldOut() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(count: 14)
      #expect(try place.run(mlp + ["--seed", "3"]).code == 0)
      let log = try place.text("runs/pretrained-mlp/log.jsonl").split(separator: "\n")
      let last = try #require(log.last { $0.contains(#""split":"test""#) })
      let logged = try #require(
        try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
      for data in [[], ["--data", "pictures"], ["--data", "./pictures/"]] {
        let report = try place.run(["evaluate", "pretrained-mlp", "--json"] + data).json()
        #expect(report["samples"] as? Int == 4)
        let metrics = try #require(report["metrics"] as? [String: Double])
        #expect(metrics["loss"] == logged["loss"] as? Double)
        #expect(metrics["accuracy"] == logged["accuracy"] as? Double)
      }
      // Other pictures, all of them.
      try FileManager.default.copyItem(at: place.url("pictures"), to: place.url("copy"))
      let all = try place.run("evaluate", "pretrained-mlp", "--data", "copy", "--json")
      #expect(try all.json()["samples"] as? Int == 28)
      #expect(all.errors.contains("taking all pictures of copy"))
      // What was held out is not known any more.
      try FileManager.default.removeItem(at: place.url("pictures/red/0.png"))
      expectError(try place.run("evaluate", "pretrained-mlp"), 1, "holds other pictures than when")
    }
  }

  @Test func aConfigHoldsNetworkAndLayer() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(count: 7)
      #expect(try place.run(mlp + ["-o", "first"]).code == 0)
      #expect(try place.text("first/config.json").contains(#""layer" : "pool""#))
      let again = try place.run("train", "--config", "first", "-o", "second")
      #expect(again.code == 0, "\(again)")
      #expect(try place.bytes("first/model.safetensors") == place.bytes("second/model.safetensors"))
      expectError(
        try place.run(mlp + ["-o", "first", "--layer", "head", "--resume"]), 1,
        "--layer: is head, but the run in first has pool")
      // A file that names another layer than the one whose features it learned from.
      var model = try place.bytes("first/model.safetensors")
      let layer = try #require(model.range(of: Data(#""layer":"pool""#.utf8)))
      model.replaceSubrange(layer, with: Data(#""layer":"stem""#.utf8))
      try place.write(model, to: "moved.safetensors")
      for use in [["predict", "--sample", "pictures/red/0.png"], ["evaluate"]] {
        expectError(
          try place.run(
            [use[0], "pretrained-mlp", "--model", "moved.safetensors"] + use.dropFirst()),
          1, "features, stem gives")
      }
      let svm = ["train", "pretrained-svm", "--data", "pictures", "--cost", "1,10", "--folds", "4"]
      let machine = try place.run(svm + ["--kernel", "rbf", "-o", "svm"])
      #expect(machine.lines.count == 9, "\(machine)")
      #expect(machine.lines[0].hasPrefix("C: 1 accuracy: "))
      #expect(machine.lines[2].hasPrefix("best C: 1"))
      #expect(machine.errors.contains("the folds that chose C also measure it"))
      let copy = try place.run("train", "--config", "svm", "-o", "svm-again")
      #expect(copy.lines.dropLast() == machine.lines.dropLast(), "\(copy)")
      #expect(try place.bytes("svm/config.json") == place.bytes("svm-again/config.json"))
    }
  }

  @Test func aSupportVectorMachineIsScored() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(["blue", "green 緑", "red"], count: 6)
      let trained = try place.run(
        "train", "pretrained-svm", "--data", "pictures", "--folds", "3", "--cost", "100",
        "--kernel", "rbf", "--seed", "5")
      let line = try #require(trained.lines.first { $0.hasPrefix("accuracy: ") })
      let again = try place.run("evaluate", "pretrained-svm")
      #expect(again.errors.contains("this is the cross-validation again"))
      #expect(again.lines[0] == "pretrained-svm on \(place.url("pictures").path), 18 samples")
      #expect(again.lines.contains(line), "\(again) \(trained)")
      #expect(again.output.contains("CLASS     SAMPLES  PRECISION"))
      let json = try place.run(
        "evaluate", "pretrained-svm", "--data", "pictures", "--confusion", "--json"
      ).json()
      let matrix = try #require(json["confusion"] as? [[Int]])
      #expect(matrix.map { $0.reduce(0, +) } == [6, 6, 6])
      let accuracy = try #require((json["metrics"] as? [String: Double])?["accuracy"])
      #expect(line == String(format: "accuracy: %.2f%%", 100 * accuracy))
      // Pictures that the saved machine has learned from are no problem under another name.
      try FileManager.default.moveItem(at: place.url("pictures"), to: place.url("moved"))
      let whole = try place.run("evaluate", "pretrained-svm", "--data", "moved", "--json").json()
      #expect((whole["metrics"] as? [String: Double])?["accuracy"] == 1)
      try place.drawPictures(["x", "y"])
      expectError(
        try place.run("evaluate", "pretrained-svm", "--data", "pictures"), 1,
        "no class that the model knows")
    }
  }

  /// A damaged picture ends a run; what was computed before it is not computed again.
  @Test func featuresAreKept() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(count: 20)
      let sound = try place.bytes("pictures/red/9.png")
      try place.write(sound.dropLast(30), to: "pictures/red/9.png")
      let train = ["train", "pretrained-svm", "--data", "pictures", "--folds", "2"]
      expectError(try place.run(train), 1, "red/9.png")
      func cached() throws -> Int {
        let files = try FileManager.default.subpathsOfDirectory(
          atPath: place.url("cache/features").path)
        return try files.filter { $0.hasSuffix(".safetensors") }.reduce(0) { sum, file in
          let names = try SafetensorsFile(place.url("cache/features/\(file)")).metadata["pictures"]
          return sum + (names ?? "").split(separator: " ").count
        }
      }
      #expect(try cached() >= 16)
      try place.write(sound, to: "pictures/red/9.png")
      #expect(try place.run(train).code == 0)
      let whole = try cached()
      #expect(try place.run(train).code == 0)
      #expect(try cached() == whole)
      // Other weights have other features.
      try place.installNetwork(seed: 12)
      #expect(try place.run(train).code == 0)
      #expect(try cached() == 2 * whole)
    }
  }

  @Test func classListsThatDoNotFit() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(["red"], count: 1)
      try place.drawDigits(training: 64, testing: 10)
      let sample = ["--sample", "pictures/red/0.png"]
      let list = "cache/zoo/efficientnet-lite0/classes.tsv"
      try place.write(Data("n1\tthing\n".utf8), to: list)
      for system in ["imagenet", "efficientnet-lite0"] {
        expectError(
          try place.run(["predict", system] + sample), 1, "classes.tsv", "lists 1 class")
      }
      #expect(try place.run("train", "lenet", "--data", "digits", "--iterations", "1").code == 0)
      let file = place.url("runs/lenet/model.safetensors")
      let model = try SafetensorsFile(file)
      for (names, problem) in [
        (#"["0","1"]"#, "fc2.weight has shape [10, 500], not [2, 500]"),
        ("[]", "does not say its classes"),
      ] {
        try SafetensorsFile.write(
          model.tensors(), metadata: model.metadata.merging(["classes": names]) { $1 }, to: file)
        for command in [["predict", "lenet"] + sample, ["evaluate", "lenet"]] {
          expectError(try place.run(command), 1, "model.safetensors", problem)
        }
      }
    }
  }
}
