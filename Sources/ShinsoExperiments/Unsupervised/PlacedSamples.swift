import Foundation
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Samples on a plane on which those stay near each other that are so where a net places them.
struct PlacedSamples: Sendable {
  /// More than these take long, and cover each other.
  static let most = 1000

  /// Behind the number of samples.
  let title: Wording
  /// `[N, D]`.
  let places: Tensor
  let labels: [Int]
  let classNames: [String]

  func write(to url: URL) throws {
    let points = zip(TSNE().layout(places), labels)
    try Chart(
      title: "\(labels.count) \(title.line) (t-SNE)", x: Chart.Axis(""), y: Chart.Axis(""),
      series: classNames.enumerated().map { label, name in
        Chart.Series(
          name, points.filter { $0.1 == label }.map { Chart.Point($0.0.x, $0.0.y) }, style: .points)
      }
    ).write(to: url)
  }
}
