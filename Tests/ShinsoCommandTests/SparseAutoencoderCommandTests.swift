import Foundation
import ShinsoTraining
import Testing

@Suite(.serialized) struct SparseAutoencoderCommandTests {
  @Test func findsNeuronOfClass() throws {
    try Workplace.with { place in
      try place.drawShapes(count: 1000)
      let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
      let train = ["train", "sparse-autoencoder", "--data", "shapes", "--batch-size", "32"]
      let trained = try place.run(train + ["--iterations", "150", "--plot"], environment: path)
      #expect(trained.code == 0, "\(trained)")
      let report = try place.run("evaluate", "sparse-autoencoder", "--class", "frame", "--json")
        .json()
      let metrics = try #require(report["metrics"] as? [String: Double])
      let (neuron, random, pixel) = try (
        #require(metrics["neuronAccuracy"]), #require(metrics["randomNeuronAccuracy"]),
        #require(metrics["pixelAccuracy"])
      )
      #expect(neuron > random && neuron > pixel, "\(metrics)")
      if Plot.isAvailable {
        #expect(place.exists("runs/sparse-autoencoder/histogram.png"))
        #expect(place.exists("runs/sparse-autoencoder/gallery.png"))
        let drawn = try place.run(
          ["visualize", "sparse-autoencoder", "--kind", "histogram", "-o", "p.png"],
          environment: path)
        #expect(drawn.code == 0 && place.exists("p.png"), "\(drawn)")
      }
      expectError(
        try place.run("evaluate", "sparse-autoencoder", "--class", "circle"), 1,
        "--class circle: is none of: cross, frame")
      expectError(
        try place.run(train + ["--field", "12", "-o", "x"]), 1, "leave nothing of 32 pixels")
    }
  }
}
