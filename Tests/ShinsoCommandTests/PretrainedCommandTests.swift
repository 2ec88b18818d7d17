import Foundation
import ShinsoFormats
import Testing

/// The lecture's experiment through the command line. The network has random weights, whose
/// features tell stripes apart well enough.
@Suite(.serialized) struct PretrainedCommandTests {
  @Test func supportVectorMachine() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(["blue", "green 緑", "red"], count: 7)
      let trained = try place.run(
        "train", "pretrained-svm", "--data", "pictures", "--network", "efficientnet-lite0",
        "--cost", "1000")
      #expect(trained.code == 0, "\(trained)")
      let lines = trained.lines
      #expect(lines.count == 12)
      // 21 pictures in 10 folds: the first has three.
      #expect(lines[0].hasPrefix("train: 18 test: 3 accuracy: "))
      #expect(lines[1...9].allSatisfy { $0.hasPrefix("train: 19 test: 2 accuracy: ") })
      let percent = try #require(lines[10].wholeMatch(of: /accuracy: (\d+\.\d\d)%/)?.1)
      #expect(try #require(Double(percent)) >= 90, "\(trained.output)")
      #expect(lines[11].wholeMatch(of: /time: \d+\.\d s/) != nil)

      let named = try place.run(
        "predict", "pretrained-svm", "--sample", "pictures/green 緑/3.png")
      #expect(named.lines.count == 3)
      #expect(named.lines.first?.hasSuffix("% green 緑") == true, "\(named)")
      #expect(named.lines.first?.hasPrefix("  1 ") == true)

      let again = try place.run(
        "train", "pretrained-svm", "--data", "pictures", "--folds", "3", "--cost", "1000", "-o",
        "b",
        "--layer", "blocks.3")
      #expect(again.lines.count == 5, "\(again)")
      #expect(again.lines[0].hasPrefix("train: 14 test: 7 accuracy: "))
      let other = try place.run(
        "predict", "pretrained-svm", "--model", "b", "--sample", "pictures/red/0.png")
      #expect(other.lines.first?.hasSuffix("% red") == true)
      expectError(
        try place.run("train", "pretrained-svm", "--data", "pictures", "--folds", "22"), 1,
        "--folds 22")
      expectError(
        try place.run(
          "predict", "pretrained-mlp", "--model", "b", "--sample", "pictures/red/0.png"),
        1, "is a model of pretrained-svm, not of pretrained-mlp")
    }
  }

  @Test func multilayerPerceptron() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(count: 14)
      let trained = try place.run(
        "train", "pretrained-mlp", "--data", "pictures", "--batch-size", "8", "--epochs", "30",
        "--learning-rate", "0.0001")
      #expect(trained.code == 0, "\(trained)")
      #expect(trained.lines.first?.hasSuffix("% (4 samples)") == true)
      let heldOut = try place.text("runs/pretrained-mlp/held-out.txt").split(separator: "\n")
      #expect(heldOut.count == 4)
      var right = 0
      for file in heldOut {
        let named = try place.run("predict", "pretrained-mlp", "--sample", String(file))
        #expect(named.lines.count == 2)
        let folder = URL(filePath: String(file)).deletingLastPathComponent().lastPathComponent
        if named.lines.first?.hasSuffix("% " + folder) == true { right += 1 }
      }
      #expect(trained.lines.first == "test accuracy: \(25 * right).00% (4 samples)")
      #expect(right >= 3)
      let report = try place.run("evaluate", "pretrained-mlp", "--data", "pictures", "--json")
        .json()
      #expect((report["metrics"] as? [String: Double])?["accuracy"] == Double(right) / 4)
      try place.drawPictures(["third"])
      expectError(
        try place.run("evaluate", "pretrained-mlp", "--data", "pictures"), 1, "other classes")
    }
  }

  @Test func imageNetAndTheNetworkItself() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(["red"], count: 3)
      let named = try place.run(
        "predict", "efficientnet-lite0", "--sample", "pictures/red/0.png", "--top", "3")
      #expect(named.lines.count == 3)
      let best = try #require(named.lines.first?.split(separator: " ").last)
      let same = try place.run(
        "predict", "imagenet", "--top", "3", "--sample", "pictures/red/0.png")
      #expect(same.output == named.output)
      // Photographs that are right at once, and one that is not.
      let number = try #require(Int(best))
      try place.write(place.bytes("pictures/red/0.png"), to: "photos/\(number)_n0_thing.png")
      try place.write(
        place.bytes("pictures/red/0.png"), to: "photos/\((number + 500) % 1000)_n0_thing.png")
      let report = try place.run("evaluate", "imagenet", "--data", "photos", "--json").json()
      let metrics = try #require(report["metrics"] as? [String: Double])
      #expect(metrics["top1"] == 0.5)
      let words = try place.run("evaluate", "imagenet", "--data", "photos", "--batch-size", "1")
      #expect(words.output.contains("top1: 50.00%"))
      try place.write([0], to: "photos/elephant.jpg")
      expectError(
        try place.run("evaluate", "imagenet", "--data", "photos"), 1, "elephant.jpg",
        "class number")
    }
  }

  @Test func features() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(count: 3)
      let outcome = try place.run(
        "features", "efficientnet-lite0", "--data", "pictures", "-o", "f.npz", "--batch-size", "4")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.errors.contains("6 pictures: f.npz"))
      let file = try NPZArchive(place.url("f.npz"))
      let features = try file.tensor(named: "features")
      #expect(features.shape == [6, 1280])
      #expect(features.scalars(as: Float.self).allSatisfy { $0.isFinite })
      #expect(try file.tensor(named: "labels").scalars(as: Int.self) == [0, 0, 0, 1, 1, 1])
      let again = try place.run(
        "features", "efficientnet-lite0", "--data", "pictures/red", "-o", "g.npz", "--layer",
        "blocks.0")
      #expect(again.code == 0, "\(again)")
      let flat = try NPZArchive(place.url("g.npz"))
      #expect(try flat.tensor(named: "features").shape == [3, 16 * 112 * 112])
      expectError(
        try place.run(
          "features", "efficientnet-lite0", "--data", "pictures", "-o", "h.npz", "--layer", "fc7"),
        1, "--layer fc7", "zoo show efficientnet-lite0")
      #expect(!place.exists("h.npz"))
    }
  }
}
