import Foundation
import ShinsoTraining
import Testing

@Suite(.serialized) struct TripletCommandTests {
  /// The nearest neighbor of pixels errs with so much noise where that of places does not.
  @Test func learnsToPlaceDigits() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
      let trained = try place.run(
        ["train", "triplet", "--data", "digits", "--epochs", "4", "--plot"], environment: path)
      #expect(trained.code == 0, "\(trained)")
      #expect(trained.output.contains("nearest neighbor accuracy"), "\(trained)")
      let report = try place.run("evaluate", "triplet", "--json").json()
      let metrics = try #require(report["metrics"] as? [String: Double])
      #expect(try #require(metrics["nearestNeighborAccuracy"]) > 0.95)
      if Plot.isAvailable {
        #expect(place.exists("runs/triplet/codes.png"))
        let drawn = try place.run(["visualize", "triplet", "-o", "p.png"], environment: path)
        #expect(drawn.code == 0 && place.exists("p.png"), "\(drawn)")
      }
      expectError(
        try place.run("train", "triplet", "--data", "digits", "--batch-size", "5000", "-o", "x"), 1,
        "fewer than a batch of 5000")
    }
  }
}
