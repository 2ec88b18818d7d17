import Foundation

/// The classes of one sample, best first.
public struct Prediction: Sendable, Encodable {
  public struct Class: Sendable, Encodable, Equatable {
    public let name: String
    public let probability: Double
    /// Of a sentence: the geometric mean of the probabilities of its words and its end. Long sentences
    /// are improbable, however good.
    public let probabilityPerWord: Double?

    public init(name: String, probability: Double, probabilityPerWord: Double? = nil) {
      self.name = name
      self.probability = probability
      self.probabilityPerWord = probabilityPerWord
    }
  }

  public let sample: String
  public let classes: [Class]

  public init(sample: String, classes: [Class]) {
    self.sample = sample
    self.classes = classes
  }

  /// One line for each class, best first: `  1 100.00% shiba_inu`. Of a sentence it is the probability
  /// per word.
  public var lines: [String] {
    classes.enumerated().map { rank, entry in
      let shown = entry.probabilityPerWord ?? entry.probability
      return String(format: "%3d %6.2f%% ", rank + 1, shown * 100) + entry.name
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
      classes: order.prefix(max(top, 1)).map {
        Class(name: names[$0], probability: weights[$0] / sum)
      })
  }
}
