import Hummingbird
import ShinsoTensor

/// What watches the server.
struct HealthPanel: Panel {
  let services: Services
  let metrics: ServerMetrics

  var endpoints: [Endpoint] {
    [
      .get(
        "/healthz", "Whether it answers.", answers: .json(.object(["status": .choice(["ok"])]))
      ) { _ in try .json(["status": "ok"]) },
      .get(
        "/metrics", "What it does, in the text format of Prometheus.", answers: .file("text/plain")
      ) {
        _ in .file(text().utf8, "text/plain; version=0.0.4; charset=utf-8")
      },
    ]
  }

  private func text() -> String {
    metrics.text([
      (
        "shinso_waiting_requests", "Requests that wait or are being computed.", services.queue.count
      ),
      ("shinso_models", "Models that can be asked.", services.models.models.count),
      ("process_resident_memory_bytes", "Memory of the process.", ProcessMemory.residentBytes),
    ])
  }
}
