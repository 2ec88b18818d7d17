import Foundation
import ShinsoData
import ShinsoFormats
import Testing

/// A trained network as the initial value of another.
@Suite(.serialized) struct FinetuneCommandTests {
  /// LeNet trained on the bars that stand for digits, and pictures of some of them.
  private func withPretrained(_ body: (Workplace) throws -> Void) throws {
    try Workplace.with { place in
      try place.drawDigits(training: 640)
      let trained = try place.run(
        "train", "lenet", "--data", "digits", "--batch-size", "16", "--epochs", "4", "-o", "lenet")
      try #require(trained.code == 0, "\(trained)")
      try place.drawDigitPictures([1, 4, 6, 8], count: 14)
      try body(place)
    }
  }

  private let train = [
    "train", "finetune", "--data", "letters", "--network", "lenet", "--batch-size", "8",
  ]

  private func accuracy(_ place: Workplace, _ options: [String]) throws -> Double {
    let run = try place.run(train.map { $0 == "lenet" ? "./lenet" : $0 } + options)
    #expect(run.code == 0, "\(run)")
    let percent = try #require(run.lines.first?.firstMatch(of: /test accuracy: ([\d.]+)%/)?.1)
    return try #require(Double(percent))
  }

  @Test func learnsOtherClassesInAnyDepth() throws {
    try withPretrained { place in
      let length = ["--iterations", "10"]
      let tuned = try accuracy(place, length)
      let scratch = try accuracy(place, length + ["--from-scratch", "-o", "scratch"])
      // Bars are learned from random values as well.
      #expect(tuned >= 87 && scratch >= 50, "\(tuned) \(scratch)")
      let last = try accuracy(place, length + ["--train", "last", "-o", "last"])
      #expect(last >= 87, "\(last)")
      // What is frozen is the trained net's.
      let before = try SafetensorsFile(place.url("lenet/model.safetensors"))
      let after = try SafetensorsFile(place.url("last/model.safetensors"))
      for name in after.names {
        let isSame =
          try before.tensor(named: name).scalars(as: Float.self)
          == after.tensor(named: name).scalars(as: Float.self)
        #expect(isSame == !name.hasPrefix("fc2"), "\(name)")
      }
      // The comparison names what differs.
      let table = try place.run("compare", "runs/finetune", "scratch", "last")
      #expect(table.code == 0, "\(table)")
      #expect(table.output.contains("FROM-SCRATCH") && table.output.contains("TRAIN"))
    }
  }

  /// Random layers need no weights, and are all trained.
  @Test func fromScratchLooksForNoWeights() throws {
    try Workplace.with { place in
      try place.drawDigitPictures([1, 4], count: 14)
      let alone = train + ["--from-scratch", "--iterations", "1"]
      let run = try place.run(alone)
      #expect(run.code == 0, "\(run)")
      expectError(try place.run(alone + ["--train", "last"]), 1, "--train last", "--from-scratch")
      expectError(try place.run(alone + ["--mean", "1,2"]), 1, "--mean", "lenet has 1 channel")
    }
  }

  @Test func usesWhatItLearned() throws {
    try withPretrained { place in
      let tuned = try accuracy(place, ["--iterations", "10"])
      #expect(try place.text("runs/finetune/held-out.txt").split(separator: "\n").count == 8)
      let report = try place.run("evaluate", "finetune", "--json").json()
      #expect((report["metrics"] as? [String: Double])?["accuracy"] == tuned / 100)
      #expect(report["samples"] as? Int == 8)
      try place.drawDigitPictures([1, 4, 6, 8], count: 5, seed: 9, to: "others")
      let others = try place.run("evaluate", "runs/finetune", "--data", "others", "--json").json()
      #expect(others["samples"] as? Int == 20)
      #expect(try #require((others["metrics"] as? [String: Double])?["accuracy"]) >= 0.8)
      let sample = ["--sample", "others/digit-6/0.png"]
      let named = try place.run(["predict", "finetune"] + sample)
      #expect(named.lines.first?.hasSuffix("% digit-6") == true, "\(named)")
      #expect(try place.run(["predict", "runs/finetune"] + sample).output == named.output)
      let features = try place.run(
        "features", "runs/finetune", "--data", "others", "--layer", "conv2", "--pool", "average",
        "-o", "f.npz")
      #expect(features.code == 0, "\(features)")
      let values = try NPZArchive(place.url("f.npz")).tensor(named: "features")
      #expect(values.shape == [20, 50])
      #expect(try place.run("summary", "runs/finetune").output.contains("fc2"))
      #expect(try place.run("bench", "runs/finetune", "--runs", "1").output.contains("conv1"))
      // And is tuned again.
      let again = try place.run(
        "train", "finetune", "--network", "runs/finetune", "--data", "others", "--iterations", "2",
        "--batch-size", "8", "-o", "again")
      #expect(again.code == 0, "\(again)")
      #expect(try place.run("evaluate", "again").code == 0)
    }
  }

  @Test func digitsForAPhotographNet() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawDigits(training: 16, testing: 10)
      let run = try place.run(
        "train", "finetune", "--data", "digits", "--train", "last", "--iterations", "1")
      #expect(run.code == 0, "\(run)")
      #expect(run.errors.contains("classifier       1       12810  new     0.02"), "\(run.errors)")
      #expect(run.errors.contains("1 of 50 layers and 12810 of"))
      #expect(try place.run("evaluate", "finetune", "--json").json()["samples"] as? Int == 10)
    }
  }

  @Test func aConfigMakesTheSameRun() throws {
    try withPretrained { place in
      _ = try accuracy(place, ["--iterations", "3", "--train", "last-2", "-o", "first"])
      let config = try place.text("first/config.json")
      #expect(config.contains(#""train" : "last-2""#) && config.contains(place.url("lenet").path))
      let again = try place.run("train", "--config", "first", "-o", "second")
      #expect(again.code == 0, "\(again)")
      #expect(try place.bytes("first/model.safetensors") == place.bytes("second/model.safetensors"))
      expectError(
        try place.run(
          train + ["--iterations", "3", "--train", "last", "-o", "first", "--resume"]), 1,
        "--", "but the run in first has")
    }
  }

  @Test func networksThatCannotBeTuned() throws {
    try Workplace.with { place in
      try place.drawDigitPictures([1, 2], count: 3)
      expectError(try place.run(train), 1, "lenet: has no published weights; train it")
      let other = train.map { $0 == "lenet" ? "letnet" : $0 }
      expectError(try place.run(other), 1, "letnet: unknown network; did you mean 'lenet'?")
      try place.write(Data("text".utf8), to: "file")
      expectError(
        try place.run(train.map { $0 == "lenet" ? "file" : $0 }), 1,
        "file: holds no network of a known format: Caffe (.prototxt, .caffemodel)")
      expectError(try place.run("predict", "file", "--sample", "x.png"), 1, "holds no network")
      expectError(try place.run("summary", "file"), 1, "holds no network of a known format")
      expectError(
        try place.run(train + ["--weights", "gone.pth"]), 1, "gone.pth: cannot be opened")
    }
  }
}
