import Foundation
import ShinsoFormats
import ShinsoTraining
import Testing

@Suite(.serialized) struct TripletCommandTests {
  /// Of moved digits, the nearest neighbor in pixels is often another; so it is for a net that has not
  /// learned.
  @Test func learnsToPlaceDigits() throws {
    try Workplace.with { place in
      try place.drawDigits { Workplace.movedSegments($0, using: &$1) }
      let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
      let trained = try place.run(
        ["train", "triplet", "--data", "digits", "--epochs", "20", "--plot"], environment: path)
      #expect(trained.code == 0, "\(trained)")
      #expect(trained.output.contains("nearest neighbor accuracy"), "\(trained)")
      let untrained = try place.run(
        "train", "triplet", "--data", "digits", "--iterations", "1", "--learning-rate", "1e-9",
        "-o",
        "untrained")
      #expect(untrained.code == 0, "\(untrained)")
      let accuracy = try accuracy(place)
      #expect(try accuracy > self.accuracy(place, "untrained") + 0.1)
      #expect(try accuracy > pixelAccuracy(place) + 0.1)
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

  private func accuracy(_ place: Workplace, _ model: String = "runs/triplet") throws -> Double {
    let report = try place.run("evaluate", "triplet", "--model", model, "--json").json()
    let metrics = try #require(report["metrics"] as? [String: Double])
    return try #require(metrics["nearestNeighborAccuracy"])
  }

  /// Of the nearest training digit in pixels.
  private func pixelAccuracy(_ place: Workplace) throws -> Double {
    func read(_ part: String) throws -> (pixels: [[Int]], labels: [UInt8]) {
      let images = try IDX.read(place.url("digits/\(part)-images-idx3-ubyte"))
      let values = images.scalars(as: UInt8.self).map(Int.init)
      let labels = try IDX.read(place.url("digits/\(part)-labels-idx1-ubyte"))
      return (
        labels.scalars(as: UInt8.self).indices.map { Array(values[$0 * 784..<($0 + 1) * 784]) },
        labels.scalars(as: UInt8.self)
      )
    }
    let (known, test) = (try read("train"), try read("t10k"))
    let right = zip(test.pixels, test.labels).count { picture, label in
      let distances = known.pixels.map { other in
        zip(picture, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      let nearest = distances.indices.min { distances[$0] < distances[$1] } ?? 0
      return known.labels[nearest] == label
    }
    return Double(right) / Double(test.labels.count)
  }
}
