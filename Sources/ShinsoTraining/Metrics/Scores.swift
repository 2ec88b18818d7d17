import Foundation

/// The scores of an interval of training or of an evaluation: metrics in order, summed over the
/// samples so that intervals can be added. The first metric decides which of two scores is better.
public struct Scores: Sendable, Equatable, Codable {
  /// The sum of one metric so far.
  struct Entry: Sendable, Equatable, Codable {
    let metric: Metric
    var sum: Double
    var weight: Double

    init(_ metric: Metric, sum: Double, weight: Double) {
      self.metric = metric
      self.sum = sum
      self.weight = weight
    }

    var value: Double {
      switch metric.reduction {
      case .sum: sum
      case .mean: sum / weight
      case .exponential: exp(sum / weight)
      case .bits: sum / weight / log(2)
      }
    }
  }

  private(set) var entries: [Entry] = []
  /// The number of samples.
  public private(set) var samples = 0

  public init() {}

  /// - Parameter means: means over `samples` samples, or sums for metrics that are summed.
  public init(samples: Int, _ means: KeyValuePairs<Metric, Double> = [:]) {
    self.samples = samples
    for (metric, mean) in means { add(metric, mean, weight: Double(samples)) }
  }

  public var isEmpty: Bool { entries.isEmpty }

  /// Adds a mean over samples (or tokens, …) whose total weight is `weight`.
  public mutating func add(_ metric: Metric, _ mean: Double, weight: Double) {
    let sum = metric.reduction == .sum ? mean : mean * weight
    if let place = entries.firstIndex(where: { $0.metric.name == metric.name }) {
      entries[place].sum += sum
      entries[place].weight += weight
    } else {
      entries.append(Entry(metric, sum: sum, weight: weight))
    }
  }

  public mutating func add(_ other: Scores) {
    samples += other.samples
    for entry in other.entries {
      if let place = entries.firstIndex(where: { $0.metric.name == entry.metric.name }) {
        entries[place].sum += entry.sum
        entries[place].weight += entry.weight
      } else {
        entries.append(entry)
      }
    }
  }

  /// The same metrics, with the sums and weights of several lists added, entry by entry.
  func replacing(_ lists: [[Double]], samples: Int) -> Scores {
    var scores = self
    scores.samples = samples
    for place in entries.indices {
      scores.entries[place].sum = lists.reduce(0) { $0 + $1[2 * place] }
      scores.entries[place].weight = lists.reduce(0) { $0 + $1[2 * place + 1] }
    }
    return scores
  }

  /// These scores with a mean loss over the same samples in front.
  func with(loss: Double) -> Scores {
    var scores = Scores()
    scores.add(.loss, loss, weight: Double(max(samples, 1)))
    scores.add(self)
    return scores
  }

  public static func + (a: Scores, b: Scores) -> Scores {
    var sum = a
    sum.add(b)
    return sum
  }

  /// The metrics and their values, in order.
  public var values: [(metric: Metric, value: Double)] { entries.map { ($0.metric, $0.value) } }

  public subscript(metric: Metric) -> Double? {
    entries.first { $0.metric.name == metric.name }?.value
  }

  /// Whether every value is a finite number.
  public var areFinite: Bool { entries.allSatisfy { $0.value.isFinite } }

  /// Whether these scores are better than `other`: by the first metric, and if that is equal, by
  /// the next.
  public func isBetter(than other: Scores) -> Bool {
    for entry in entries {
      guard let value = other[entry.metric], value != entry.value else { continue }
      return entry.metric.isBetter(entry.value, than: value)
    }
    return false
  }

  /// `test accuracy 97.10%, test loss 0.0934`: the first two metrics.
  public func text(_ prefix: String) -> String {
    values.prefix(2).map { "\(prefix) \($0.metric.title) \($0.metric.text($0.value))" }
      .joined(separator: ", ")
  }
}

extension Scores {
  /// One line of JSON. Doubles keep every bit; those that are not finite are strings.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  public init?(json: String) {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let scores = try? decoder.decode(Scores.self, from: Data(json.utf8)) else { return nil }
    self = scores
  }
}
