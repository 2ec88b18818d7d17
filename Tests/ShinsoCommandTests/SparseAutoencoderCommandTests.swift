import Foundation
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import TestSupport
import Testing

@Suite(.serialized) struct SparseAutoencoderCommandTests {
  @Test(.requiresTestData("mnist")) func findsNeuronOfClass() throws {
    let mnist = try #require(TestData.url("mnist")).path
    try Workplace.with { place in
      let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
      let train = [
        "train", "sparse-autoencoder", "--data", mnist, "--samples", "1000", "--batch-size", "32",
      ]
      let trained = try place.run(train + ["--iterations", "100", "--plot"], environment: path)
      #expect(trained.code == 0, "\(trained)")
      let report = try place.run("evaluate", "sparse-autoencoder", "--class", "1", "--json")
        .json()
      let metrics = try #require(report["metrics"] as? [String: Double])
      let (neuron, random, pixel) = try (
        #require(metrics["neuronAccuracy"]), #require(metrics["randomNeuronAccuracy"]),
        #require(metrics["pixelAccuracy"])
      )
      #expect(neuron > random + 0.05 && neuron > pixel + 0.03, "\(metrics)")
      if Plot.isAvailable {
        #expect(place.exists("runs/sparse-autoencoder/histogram.png"))
        #expect(place.exists("runs/sparse-autoencoder/gallery.png"))
        let drawn = try place.run(
          ["visualize", "sparse-autoencoder", "--kind", "histogram", "-o", "p.png"],
          environment: path)
        #expect(drawn.code == 0 && place.exists("p.png"), "\(drawn)")
      }
      let model = try SafetensorsFile(place.url("runs/sparse-autoencoder/model.safetensors"))
      let damaged = try model.tensors().map { name, tensor in
        (name: name, tensor: name == "learned/stages.1.filters" ? tensor * .nan : tensor)
      }
      try SafetensorsFile.write(
        damaged, metadata: model.metadata, to: place.url("damaged.safetensors"))
      expectError(
        try place.run("evaluate", "sparse-autoencoder", "--model", "damaged.safetensors"), 1,
        "the model is damaged")
      expectError(
        try place.run("evaluate", "sparse-autoencoder", "--class", "cat"), 1,
        "--class cat: is none of: 0, 1, 2")
      expectError(
        try place.run(train + ["--field", "12", "-o", "x"]), 1, "leave nothing of 32 pixels")
    }
  }

  /// The paper's own case: pictures of which nobody says what they show.
  @Test func learnsWithoutClasses() throws {
    try Workplace.with { place in
      try place.drawShapes(count: 30)
      let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
      let trained = try place.run(
        [
          "train", "sparse-autoencoder", "--data", "shapes/cross", "--batch-size", "8",
          "--iterations", "3", "--maps", "2", "--plot",
        ], environment: path)
      #expect(trained.code == 0 && trained.errors.contains("it only learns"), "\(trained)")
      expectError(
        try place.run("evaluate", "sparse-autoencoder"), 1, "holds out too few pictures")
      if Plot.isAvailable {
        #expect(place.exists("runs/sparse-autoencoder/gallery.png"))
        let drawn = try place.run(
          ["visualize", "sparse-autoencoder", "-o", "p.png"], environment: path)
        #expect(drawn.code == 0 && place.exists("p.png"), "\(drawn)")
        let histogram = ["visualize", "sparse-autoencoder", "--kind", "histogram"]
        expectError(
          try place.run(histogram, environment: path), 1, "needs held-out pictures of two classes")
      }
    }
  }
}
