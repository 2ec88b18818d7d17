import ShinsoTraining

/// What a curve shows.
struct CurveMetric: Encodable {
  let name: String
  let title: String
  let isPercent: Bool
  let isHigherBetter: Bool

  init(_ metric: Metric) {
    name = metric.name
    title = metric.title
    isPercent = metric.format == .percent
    isHigherBetter = metric.direction == .higher
  }

  static let schema = Schema.object([
    "name": .text, "title": .text, "isPercent": .boolean, "isHigherBetter": .boolean,
  ])
}
