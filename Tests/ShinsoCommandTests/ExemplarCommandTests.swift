import Foundation
import ShinsoTraining
import TestSupport
import Testing

@Suite(.serialized) struct ExemplarCommandTests {
  /// On a few pictures for a minute or two.
  @Test(.long, .requiresTestData("cifar10-jpeg.tar.gz"))
  func featuresAreBetterThanUntrained() throws {
    let pictures = try #require(TestData.url("cifar10-jpeg.tar.gz")).path
    try Workplace.with { place in
      let trained = try place.run(
        "train", "exemplar-cnn", "--data", pictures, "--samples", "5000", "--exemplars", "500",
        "--iterations", "500")
      #expect(trained.code == 0, "\(trained)")
      let metrics = try scores(place)
      #expect(metrics.accuracy > metrics.untrained + 0.015, "\(metrics)")
      #expect(metrics.accuracy > metrics.pixels + 0.1, "\(metrics)")
    }
  }

  @Test func readsFeatures() throws {
    try Workplace.with { place in
      try place.drawShapes(count: 200)
      let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
      let train = ["train", "exemplar-cnn", "--data", "shapes", "--batch-size", "32"]
      let trained = try place.run(train + ["--iterations", "300", "--plot"], environment: path)
      #expect(trained.code == 0, "\(trained)")
      let metrics = try scores(place)
      #expect(metrics.accuracy > metrics.pixels + 0.1, "\(metrics)")
      #expect(metrics.accuracy > metrics.untrained, "\(metrics)")
      #expect(trained.output.contains("test untrained accuracy: "), "\(trained)")
      if Plot.isAvailable {
        #expect(place.exists("runs/exemplar-cnn/codes.png"))
        #expect(place.exists("runs/exemplar-cnn/gallery.png"))
        let drawn = try place.run(["visualize", "exemplar-cnn", "-o", "p.png"], environment: path)
        #expect(drawn.code == 0 && place.exists("p.png"), "\(drawn)")
      }
      expectError(
        try place.run(train + ["--exemplars", "20", "-o", "x"]), 1, "fewer than a batch of 32")
    }
  }

  /// Pictures without classes are enough to learn, but not to score.
  @Test func learnsWithoutClasses() throws {
    try Workplace.with { place in
      try place.drawShapes(count: 30)
      let trained = try place.run(
        "train", "exemplar-cnn", "--data", "shapes/cross", "--batch-size", "8", "--iterations", "3")
      #expect(trained.code == 0 && trained.errors.contains("it only learns"), "\(trained)")
      expectError(try place.run("evaluate", "exemplar-cnn"), 1, "has learned without classes")
    }
  }

  private func scores(
    _ place: Workplace
  ) throws -> (accuracy: Double, untrained: Double, pixels: Double) {
    let report = try place.run("evaluate", "exemplar-cnn", "--json").json()
    let metrics = try #require(report["metrics"] as? [String: Double])
    return try (
      #require(metrics["accuracy"]), #require(metrics["untrainedAccuracy"]),
      #require(metrics["pixelAccuracy"])
    )
  }
}
