import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining
import Testing

@Suite(.serialized) struct ExemplarCommandTests {
  /// Crosses and frames of any color at any place, of which pixels tell little.
  private func drawShapes(_ place: Workplace, count: Int) throws {
    var generator = SplitMix64(seed: 4)
    func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }
    for (label, name) in ["cross", "frame"].enumerated() {
      try FileManager.default.createDirectory(
        at: place.url("shapes/\(name)"), withIntermediateDirectories: true)
      for index in 0..<count {
        let (ground, ink) = (below(200), [below(256), below(256), below(256)])
        let (left, top) = (6 + below(12), 6 + below(12))
        var pixels = [UInt8](repeating: UInt8(ground), count: 32 * 32 * 3)
        for (y, x) in (0..<81).map({ ($0 / 9, $0 % 9) }) {
          let isInk = label == 0 ? x == 4 || y == 4 : x == 0 || y == 0 || x == 8 || y == 8
          if !isInk { continue }
          for channel in 0..<3 {
            pixels[3 * ((top + y) * 32 + left + x) + channel] = UInt8(ink[channel])
          }
        }
        let image = Image(width: 32, height: 32, format: .rgb, pixels: pixels)
        try image.writePNG(to: place.url("shapes/\(name)/\(index).png"))
      }
    }
  }

  @Test func learnsWithoutLabels() throws {
    try Workplace.with { place in
      try drawShapes(place, count: 60)
      let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
      let train = ["train", "exemplar-cnn", "--data", "shapes", "--batch-size", "32"]
      let trained = try place.run(train + ["--epochs", "12", "--plot"], environment: path)
      #expect(trained.code == 0, "\(trained)")
      let report = try place.run("evaluate", "exemplar-cnn", "--json").json()
      let metrics = try #require(report["metrics"] as? [String: Double])
      let (accuracy, pixels) = try (
        #require(metrics["accuracy"]), #require(metrics["pixelAccuracy"])
      )
      #expect(accuracy > 0.8 && accuracy > pixels + 0.1, "\(metrics)")
      #expect(metrics["untrainedAccuracy"] != nil)
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
}
