import Foundation

/// The classes of one sample, best first.
public struct Prediction: Sendable {
  public let sample: String
  public let classes: [(name: String, probability: Double)]

  public init(sample: String, classes: [(name: String, probability: Double)]) {
    self.sample = sample
    self.classes = classes
  }

  /// One line for each class, best first: `  1 100.00% shiba_inu`.
  public var lines: [String] {
    classes.enumerated().map { rank, entry in
      String(format: "%3d %6.2f%% ", rank + 1, entry.probability * 100) + entry.name
    }
  }

  /// Softmax of logits `[C]`, the `top` best.
  public init(sample: String, logits: [Float], names: [String], top: Int) {
    let greatest = logits.max() ?? 0
    let weights = logits.map { exp(Double($0 - greatest)) }
    let sum = weights.reduce(0, +)
    let order = weights.indices.sorted {
      weights[$0] == weights[$1] ? $0 < $1 : weights[$0] > weights[$1]
    }
    self.init(
      sample: sample,
      classes: order.prefix(max(top, 1)).map { (names[$0], weights[$0] / sum) })
  }
}

extension Prediction: Encodable {
  private enum CodingKeys: String, CodingKey { case sample, classes }

  private struct Class: Encodable {
    let name: String
    let probability: Double
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(sample, forKey: .sample)
    try values.encode(
      classes.map { Class(name: $0.name, probability: $0.probability) }, forKey: .classes)
  }
}
