import Foundation
import ShinsoFormats
import Testing

/// Networks of the registry that are trained by their recipes, in small.
@Suite(.serialized) struct RecipeCommandTests {
  /// One net for three sizes, in training and in use.
  @Test func sppnetTakesThreeSizes() throws {
    try Workplace.with { place in
      try place.drawPictures(count: 7)
      let trained = try place.run(
        "train", "sppnet", "--data", "pictures", "--size", "40,32,48", "--batch-size", "4",
        "--epochs", "3", "--learning-rate", "0.001")
      #expect(trained.code == 0, "\(trained)")
      let model = try SafetensorsFile(place.url("runs/sppnet/model.safetensors"))
      #expect(model.metadata["size"] == "40" && model.shape(of: "fc6.weight") == [4096, 12_800])
      for size in ["32", "40", "56"] {
        let words = ["evaluate", "sppnet", "--size", size, "--json"]
        #expect(try place.run(words).json()["samples"] as? Int == 2)
        let predicted = try place.run(
          "predict", "sppnet", "--size", size, "--sample", "pictures/red/0.png")
        #expect(predicted.code == 0 && predicted.output.contains("red"), "\(predicted)")
      }
      expectError(
        try place.run("evaluate", "sppnet", "--size", "30"), 1,
        "--size 30: sppnet takes images of 31")
      expectError(
        try place.run("train", "sppnet", "--size", "30,32"), 2, "must be 31 or more")
    }
  }

  /// In the middle of an epoch, while images are varied at two sizes.
  @Test func aStoppedRunGoesOnAsIfItHadNot() throws {
    try Workplace.with { place in
      try place.drawPictures(count: 14)
      func train(_ folder: String, _ iterations: Int) throws {
        let outcome = try place.run(
          "train", "resnet18", "--data", "pictures", "--size", "40,32", "--batch-size", "4",
          "--schedule", "constant", "--iterations", "\(iterations)", "--resume", "-o", folder)
        #expect(outcome.code == 0, "\(outcome)")
      }
      // Six updates make an epoch.
      try train("whole", 9)
      for iterations in [2, 7, 9] { try train("parts", iterations) }
      for name in ["model.safetensors", "best.safetensors"] {
        #expect(try place.bytes("whole/\(name)") == place.bytes("parts/\(name)"), "\(name)")
      }
    }
  }

  @Test func beginsWithTrainedWeights() throws {
    try Workplace.with { place in
      try place.drawPictures(count: 7)
      let words = ["train", "resnet18", "--data", "pictures", "--size", "32", "--batch-size", "4"]
      let first = try place.run(words + ["--iterations", "1", "-o", "first"])
      #expect(first.code == 0, "\(first)")
      let again = try place.run(
        words + ["--iterations", "1", "--learning-rate", "1e-20", "--initial", "first", "-o", "on"])
      #expect(again.code == 0 && again.errors.contains("begins with the weights of"), "\(again)")
      func weight(_ run: String) throws -> [Float] {
        try SafetensorsFile(place.url("\(run)/model.safetensors")).tensor(named: "conv1.weight")
          .scalars()
      }
      #expect(try weight("on") == weight("first"))
      expectError(
        try place.run(
          "train", "resnet50", "--data", "pictures", "--batch-size", "4", "--initial", "first"), 1,
        "is a model of resnet18, not of resnet50")
    }
  }

  @Test func fewSamplesAreToldAnotherBatch() throws {
    try Workplace.with { place in
      try place.drawPictures(count: 20)
      let trained = try place.run(
        "train", "resnet18", "--data", "pictures", "--size", "32", "--iterations", "1")
      #expect(trained.code == 0, "\(trained)")
      #expect(trained.errors.contains("has few updates of 256; --batch-size 16 makes 2 of them"))
    }
  }
}
