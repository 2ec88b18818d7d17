import Foundation

/// Parses the lines of a log in order and remembers the metrics that they describe.
struct LogParser {
  struct Fields {
    var split = ""
    var iteration = 0
    var epoch = 0.0
    var seconds = 0.0
    var values: [(metric: Metric, value: Double?)] = []
    var readings: [(name: String, value: Double)] = []
    var layers: [String: LayerNumbers]?
  }

  /// The logs of the first release do not describe their metrics, which are these.
  private var metrics: [String: Metric] = Dictionary(
    [Metric.loss, .accuracy, .top5Accuracy, .macroF1].map { ($0.name, $0) }
  ) { $1 }
  private var isDescribed = false

  /// nil if the line is invalid.
  mutating func fields(_ line: Data) -> Fields? {
    guard let raw = LogJSON.value([String: LogValue].self, from: line),
      case .text(let split) = raw["split"], case .number(let iteration?) = raw["iteration"],
      let updates = Int(exactly: iteration), updates >= 0,
      case .number(let epoch?) = raw["epoch"], case .number(let seconds?) = raw["seconds"]
    else { return nil }
    if case .metrics(let described) = raw["metrics"] {
      isDescribed = true
      for metric in described { metrics[metric.name] = metric }
    }
    var fields = Fields(split: split, iteration: updates, epoch: epoch, seconds: seconds)
    if case .layers(let layers) = raw["layers"] { fields.layers = layers }
    let reserved: Set = ["split", "iteration", "epoch", "seconds", "metrics", "layers"]
    for (name, value) in raw.sorted(by: { $0.key < $1.key }) where !reserved.contains(name) {
      guard case .number(let number) = value else { return nil }
      if let metric = metrics[name] {
        fields.values.append((metric, number))
      } else if let number {
        fields.readings.append((name, number))
      }
    }
    // The first metric decides which evaluation is best, so their order in the line matters.
    func place(_ metric: Metric) -> Int {
      if !isDescribed, metric == .accuracy { return -1 }
      return line.range(of: Data("\"\(metric.name)\":".utf8))?.lowerBound ?? line.endIndex
    }
    fields.values.sort { place($0.metric) < place($1.metric) }
    return fields
  }
}

/// A value in a log line.
private enum LogValue: Decodable {
  case number(Double?)
  case text(String)
  case metrics([Metric])
  case layers([String: LayerNumbers])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .number(nil)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let metrics = try? value.decode([Metric].self) {
      self = .metrics(metrics)
    } else {
      self = .layers(try value.decode([String: LayerNumbers].self))
    }
  }
}
