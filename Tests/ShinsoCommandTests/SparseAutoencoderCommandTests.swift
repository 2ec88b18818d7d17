import Foundation
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
      expectError(
        try place.run("evaluate", "sparse-autoencoder", "--class", "cat"), 1,
        "--class cat: is none of: 0, 1, 2")
      expectError(
        try place.run(train + ["--field", "12", "-o", "x"]), 1, "leave nothing of 32 pixels")
    }
  }
}
