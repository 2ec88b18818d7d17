/// How often values were at most as large as each of some bounds, as Prometheus counts.
struct Histogram: Sendable {
  let bounds: [Double]
  private var counts: [Int]
  private var sum = 0.0
  private var total = 0

  init(bounds: [Double]) {
    self.bounds = bounds
    counts = bounds.map { _ in 0 }
  }

  mutating func add(_ value: Double) {
    for (place, bound) in bounds.enumerated() where value <= bound { counts[place] += 1 }
    sum += value
    total += 1
  }

  /// - Parameter labels: those that all lines share.
  func lines(_ name: String, labels: String) -> [String] {
    let start = labels.isEmpty ? "" : "\(labels),"
    let own = labels.isEmpty ? "" : "{\(labels)}"
    return zip(bounds, counts).map { "\(name)_bucket{\(start)le=\"\($0)\"} \($1)" } + [
      "\(name)_bucket{\(start)le=\"+Inf\"} \(total)", "\(name)_sum\(own) \(sum)",
      "\(name)_count\(own) \(total)",
    ]
  }
}
