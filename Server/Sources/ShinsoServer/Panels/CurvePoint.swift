import ShinsoTraining

/// A line of a training's log.
struct CurvePoint: Encodable {
  let split: String
  let iteration: Int
  let epoch: Double
  /// By the metrics' names; what is not finite is left out.
  let values: [String: Double]

  init(_ record: LogRecord) {
    split = record.split.title
    iteration = record.iteration
    epoch = record.epoch
    values = Dictionary(
      record.values.compactMap { entry in entry.value.map { (entry.metric.name, $0) } }
    ) { $1 }
  }

  static let schema = Schema.object([
    "split": .text, "iteration": .integer, "epoch": .number, "values": .table(.number),
  ])
}
