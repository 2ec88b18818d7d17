/// What decides on rows of features.
protocol Classifier: Sendable {
  /// A value for each class, the greatest for the one that it takes the row for.
  func decisions(_ row: some Collection<Float>) -> [Double]
}

extension Classifier {
  func predict(_ row: some Collection<Float>) -> Int {
    let values = decisions(row)
    return values.indices.max { values[$0] < values[$1] } ?? 0
  }
}
