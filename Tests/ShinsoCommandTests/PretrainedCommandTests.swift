import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
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
      #expect(report["network"] as? String == "efficientnet-lite0")
      let words = try place.run("evaluate", "imagenet", "--data", "photos", "--batch-size", "1")
      #expect(words.output.contains("top-1: 50.00%"))
      #expect(words.output.hasPrefix("imagenet (efficientnet-lite0) on photos, 2 samples\n"))
      try place.write([0], to: "photos/elephant.jpg")
      expectError(
        try place.run("evaluate", "imagenet", "--data", "photos"), 1, "elephant.jpg",
        "class number")
    }
  }

  /// Where WordNet is not installed, a line tells how to get it; ten crops are averaged.
  @Test func tenCropsAndLevels() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(["red"], count: 2)
      for index in 0..<2 {
        try place.write(
          place.bytes("pictures/red/\(index).png"), to: "photos/\(index)_n0_thing.png")
      }
      let evaluate = ["evaluate", "imagenet", "--data", "photos"]
      let ten = try place.run(evaluate + ["--crops", "10", "--json"])
      #expect(ten.code == 0, "\(ten)")
      #expect(try ten.json()["samples"] as? Int == 2)
      let nouns = try place.write(Data("00000000 03 n 01 entity 0 000 | a\n".utf8), to: "data.noun")
      expectError(
        try place.run(evaluate + ["--wordnet", nouns.path]), 1,
        "data.noun: has no noun n00000001 with all that is above it")
      let lines = (0..<1000).map { "n\(String(format: "%08d", $0))\tthing \($0)\n" }.joined()
      #expect(try place.text("cache/zoo/efficientnet-lite0/classes.tsv") == lines)
      try place.write(
        Data((0..<1000).map { _ in "n00000000\tthing\n" }.joined().utf8),
        to: "cache/zoo/efficientnet-lite0/classes.tsv")
      let table = try place.run(evaluate + ["--wordnet", nouns.path])
      #expect(table.lines.last?.hasSuffix("0.00%        0.00%  entity") == true, "\(table)")
    }
  }

  /// A list that was made for another machine.
  @Test func picturesOfAListThatAreAbsent() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(["blue", "red"], count: 8)
      let lines = ["blue", "red"].flatMap { name in
        (0..<10).map { "data/images/\($0).png\t\(name)\n" }
      }
      try place.write(Data(("# path\tclass\n" + lines.joined()).utf8), to: "list.txt")
      let source = ["--data", "list.txt", "--root", "pictures"]
      let trained = try place.run(["train", "pretrained-svm", "--folds", "4"] + source)
      #expect(trained.code == 0, "\(trained)")
      #expect(
        trained.errors.contains(
          "list.txt: 4 of 20 pictures are not in pictures: '8.png', '9.png', '8.png', …"))
      #expect(trained.lines[0].hasPrefix("train: 12 test: 4 accuracy: "))
      #expect(try place.run("evaluate", "pretrained-svm").output.contains(", 16 samples"))
      let perceptron = try place.run(
        ["train", "pretrained-mlp", "--batchsize", "5", "--epochs", "2"] + source)
      #expect(perceptron.lines.first?.hasSuffix("% (2 samples)") == true, "\(perceptron)")
      #expect(try place.run("evaluate", "pretrained-mlp").output.contains(", 2 samples"))
      expectError(
        try place.run("train", "pretrained-svm", "--data", "list.txt"), 1, "does not exist")
      expectError(
        try place.run("train", "pretrained-svm", "--data", "pictures", "--root", "."), 1,
        "--root", "belongs to a list")
      // Other weights under the same name would have other features.
      try place.installNetwork(seed: 12)
      expectError(
        try place.run("predict", "pretrained-svm", "--sample", "pictures/red/0.png"), 1,
        "was trained on features of other weights of efficientnet-lite0")
    }
  }

  /// VGG-16 as a machine gets it from its package registries: without the fully connected layers.
  @Test func weightsThatEndBeforeTheClasses() throws {
    try Workplace.with { place in
      try place.installVGG16(value: 0.75)
      try place.drawPictures(["blue", "red"], count: 2)
      let features = ["features", "vgg16", "--data", "pictures/red", "-o", "f.npz"]
      for (options, width) in [([], 25_088), (["--layer", "pool5", "--pool", "average"], 512)] {
        let outcome = try place.run(features + options)
        #expect(outcome.code == 0, "\(outcome)")
        let values = try NPZArchive(place.url("f.npz")).tensor(named: "features")
        #expect(values.shape == [2, width])
        #expect(values.scalars(as: Float.self).allSatisfy { $0 == 0.75 })
      }
      let svm = [
        "train", "pretrained-svm", "--data", "pictures", "--network", "vgg16", "--folds", "2",
      ]
      let trained = try place.run(svm)
      #expect(trained.code == 0, "\(trained)")
      #expect(try place.text("runs/pretrained-svm/config.json").contains(#""layer" : "pool5""#))
      let sample = ["--sample", "pictures/red/0.png"]
      #expect(try place.run(["predict", "pretrained-svm"] + sample).code == 0)
      let end = "the published weights of vgg16 end at pool5"
      expectError(try place.run(svm + ["--layer", "fc7"]), 1, "--layer fc7", end)
      expectError(try place.run(features + ["--layer", "fc7"]), 1, "--layer fc7", end)
      for command in [
        ["predict", "vgg16"] + sample, ["predict", "imagenet", "--network", "vgg16"] + sample,
        ["evaluate", "imagenet", "--network", "vgg16", "--data", "pictures"],
        ["evaluate", "vgg16", "--data", "pictures"],
      ] {
        expectError(
          try place.run(command), 1,
          "vgg16: cannot name classes: its published weights end at pool5")
      }
      expectError(
        try place.run(svm + ["--variant", "norm"]), 1, "--variant norm: has no published weights")
      #expect(
        try place.run("zoo", "show", "vgg16").output.contains("weights: up to pool5, 14714688"))
    }
  }

  @Test func weightsOfAFile() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(["blue", "red"], count: 4)
      let weights = ["--weights", place.weightsFile]
      let sample = ["--sample", "pictures/red/0.png", "--top", "1"]
      let published = try place.run(["predict", "efficientnet-lite0"] + sample)
      let probability = try #require(published.lines.first?.split(separator: "%").first)
      // Without a way to fetch their names, classes go by numbers.
      let own = try place.run(
        ["predict", "efficientnet-lite0", "--model", place.weightsFile] + sample)
      #expect(own.lines.first?.hasPrefix(probability + "% class ") == true, "\(own) \(published)")
      #expect(own.errors.contains("the names of ImageNet's classes are missing"))
      let mean = try place.run(["predict", "imagenet", "--mean", "3,3,3"] + sample)
      #expect(mean.code == 0 && mean.output != published.output)
      expectError(
        try place.run(["predict", "imagenet", "--mean", "1"] + sample), 1,
        "--mean: efficientnet-lite0 has 3 channels")
      let svm = ["train", "pretrained-svm", "--data", "pictures", "--folds", "2"]
      #expect(try place.run(svm + weights).code == 0)
      #expect(try place.run(["predict", "pretrained-svm"] + sample).code == 0)
      try FileManager.default.removeItem(at: place.url(place.weightsFile))
      expectError(
        try place.run(["predict", "pretrained-svm"] + sample), 1, "efficientnet-lite0.pth")
    }
  }

  /// A network of Caffe's kind: blue comes first, and pixels of 0...255 are scaled in another way.
  @Test func picturesAreSeenAsTheCardSays() throws {
    try Workplace.with { place in
      let (scale, mean, deviation) = (0.02, [0.5, 1, 2] as [Float], [1, 2, 4] as [Float])
      let input = ImagePreprocessing(
        width: 224, height: 224, shortSide: 256, interpolation: .bilinear,
        normalization: ImageNormalization(
          scale: scale, mean: mean, standardDeviation: deviation, channelOrder: .bgr))
      try place.installNetwork(input: input)
      try place.drawPictures(["red"], count: 1)
      let picture = place.url("pictures/red/0.png")
      let image = try input.fitted(Image(contentsOf: picture, as: .rgb))
      var planes: [Float] = []
      for plane in 0..<3 {
        planes += (0..<224 * 224).map { pixel in
          (Float(Double(image.pixels[3 * pixel + 2 - plane]) * scale) - mean[plane])
            / deviation[plane]
        }
      }
      let network = Workplace.network()
      network.mode = .evaluation
      var pooled: Tensor?
      _ = network.module(named: "pool")?.onForward { pooled = $1 as? Tensor }
      let logits = withoutGradients { network(Tensor(planes, shape: [1, 3, 224, 224])) }
      let expected = try #require(pooled).scalars(as: Float.self)

      let outcome = try place.run(
        "features", "efficientnet-lite0", "--data", "pictures/red", "-o", "f.npz")
      #expect(outcome.code == 0, "\(outcome)")
      let features = try NPZArchive(place.url("f.npz")).tensor(named: "features")
        .scalars(as: Float.self)
      let size = expected.map(abs).max() ?? 0
      #expect(features.count == 1280 && size > 0)
      #expect(zip(features, expected).allSatisfy { abs($0 - $1) < 1e-4 * size })

      let named = try place.run(
        "predict", "efficientnet-lite0", "--sample", "pictures/red/0.png", "--top", "1000", "--json"
      ).json()
      let prediction = try #require((named["predictions"] as? [[String: Any]])?.first)
      let classes = try #require(prediction["classes"] as? [[String: Any]])
      let probabilities = softmax(logits, axis: 1).scalars(as: Float.self)
      #expect(classes.count == 1000)
      for entry in classes {
        let name = try #require(entry["name"] as? String)
        let label = try #require(Int(name.dropFirst("thing ".count)))
        let found = try #require(entry["probability"] as? Double)
        #expect(abs(found - Double(probabilities[label])) < 1e-3 * found + 1e-7)
      }
      // It matters: as the entry has it, the features are others.
      try place.installNetwork()
      _ = try place.run("features", "efficientnet-lite0", "--data", "pictures/red", "-o", "g.npz")
      let other = try NPZArchive(place.url("g.npz")).tensor(named: "features")
        .scalars(as: Float.self)
      #expect(!zip(other, expected).allSatisfy { abs($0 - $1) < 1e-2 * size })
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
        1, "--layer fc7", "shinso summary efficientnet-lite0")
      #expect(!place.exists("h.npz"))
    }
  }

  /// The lecture's network from Caffe's files, features as OpenCV computes them.
  @Test func vgg19OfCaffe() throws {
    struct Golden: Decodable {
      let maximum: Float
      /// Every 64th of 4096.
      let values: [Float]
    }
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/vgg19-fc7.json")
    let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
    try Workplace.with { place in
      try SampleVGG19().write(to: place.url("vgg19-caffe"))
      try FileManager.default.createDirectory(
        at: place.url("photographs"), withIntermediateDirectories: true)
      try SampleVGG19.photograph.writePNG(to: place.url("photographs/one.png"))
      let weights = place.url("vgg19-caffe/VGG_ILSVRC_19_layers.caffemodel").path
      for network in [["vgg19-caffe", "--mean", "104,117,124"], ["vgg19", "--model", weights]] {
        let outcome = try place.run(
          ["features"] + network + ["--layer", "fc7", "--data", "photographs", "-o", "f.npz"])
        #expect(outcome.code == 0, "\(outcome)")
        let features = try NPZArchive(place.url("f.npz")).tensor(named: "features")
        #expect(features.shape == [1, 4096])
        let values = features.scalars(as: Float.self)
        #expect(golden.values.count == 64)
        for (index, expected) in golden.values.enumerated() {
          #expect(abs(values[64 * index] - expected) < 1e-4 * golden.maximum)
        }
        #expect(abs((values.max() ?? 0) / golden.maximum - 1) < 1e-4)
      }
      // Weights of another net.
      expectError(
        try place.run(
          "features", "alexnet", "--model", weights, "--data", "photographs", "-o", "g.npz"),
        1, "VGG_ILSVRC_19_layers.caffemodel")
    }
  }
}
