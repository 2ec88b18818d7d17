/// How well one class was recognized.
public struct ClassScore: Sendable, Hashable, Encodable {
  public let name: String
  /// Samples of the class.
  public let samples: Int
  /// Samples taken for the class.
  public let predicted: Int
  /// Samples of the class taken for it.
  public let right: Int

  public init(name: String, samples: Int, predicted: Int, right: Int) {
    self.name = name
    self.samples = samples
    self.predicted = predicted
    self.right = right
  }

  /// The part of what was taken for the class that was of it; 0 if nothing was.
  public var precision: Double { predicted == 0 ? 0 : Double(right) / Double(predicted) }

  /// The part of the class that was recognized; 0 if it has no samples.
  public var recall: Double { samples == 0 ? 0 : Double(right) / Double(samples) }

  /// The harmonic mean of both.
  public var f1: Double {
    samples + predicted == 0 ? 0 : 2 * Double(right) / Double(samples + predicted)
  }

  private enum CodingKeys: String, CodingKey { case name, samples, precision, recall, f1 }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    try values.encode(samples, forKey: .samples)
    try values.encode(precision, forKey: .precision)
    try values.encode(recall, forKey: .recall)
    try values.encode(f1, forKey: .f1)
  }
}

/// Means over the classes that have samples or were guessed, as scikit-learn's `average="macro"` with
/// `zero_division=0`.
extension Sequence<ClassScore> {
  public var macroPrecision: Double { mean(\.precision) }
  public var macroRecall: Double { mean(\.recall) }
  public var macroF1: Double { mean(\.f1) }

  private func mean(_ value: (ClassScore) -> Double) -> Double {
    let present = filter { $0.samples + $0.predicted > 0 }
    return present.isEmpty ? 0 : present.reduce(0) { $0 + value($1) } / Double(present.count)
  }
}
