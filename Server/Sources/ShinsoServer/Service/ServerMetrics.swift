import Foundation
import Synchronization

/// Counts what the server does, in the text format of Prometheus.
package final class ServerMetrics: Sendable {
  private struct State {
    /// By route and status.
    var requests: [String: Int] = [:]
    /// By route.
    var durations: [String: Histogram] = [:]
    var batches = Histogram(bounds: [1, 2, 4, 8, 16])
  }

  private static let seconds: [Double] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

  private let state = Mutex(State())

  package init() {}

  func count(_ route: String, status: Int, seconds: Double) {
    state.withLock { state in
      state.requests["route=\"\(route)\",status=\"\(status)\"", default: 0] += 1
      state.durations[route, default: Histogram(bounds: Self.seconds)].add(seconds)
    }
  }

  func countBatch(of pictures: Int) { state.withLock { $0.batches.add(Double(pictures)) } }

  /// - Parameter gauges: what the server is doing now, with what it means.
  func text(_ gauges: [(name: String, about: String, value: Int)]) -> String {
    let state = state.withLock { $0 }
    var lines = [
      "# HELP shinso_requests_total Requests that were answered.",
      "# TYPE shinso_requests_total counter",
    ]
    lines += state.requests.sorted { $0.key < $1.key }.map {
      "shinso_requests_total{\($0.key)} \($0.value)"
    }
    lines += [
      "# HELP shinso_request_seconds Time from a request to its answer.",
      "# TYPE shinso_request_seconds histogram",
    ]
    for (route, histogram) in state.durations.sorted(by: { $0.key < $1.key }) {
      lines += histogram.lines("shinso_request_seconds", labels: "route=\"\(route)\"")
    }
    lines += [
      "# HELP shinso_batch_pictures Pictures that were classified at once.",
      "# TYPE shinso_batch_pictures histogram",
    ]
    lines += state.batches.lines("shinso_batch_pictures", labels: "")
    for (name, about, value) in gauges {
      lines += ["# HELP \(name) \(about)", "# TYPE \(name) gauge", "\(name) \(value)"]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
